import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { type FilePlace, filePartition } from './file-key';
import { type LedgerEntry, parseLedgerItem } from './ledger-item';
import { SettledEntries } from './settle-entries';

/** Log files of one bucket, account and Region that were delivered on some days, `YYYY-MM-DD`, both inclusive. */
interface LedgerRange extends Omit<FilePlace, 'day'> {
  readonly bucket: string;
  readonly since: string;
  readonly until: string;
}

const DAY_MS = 86_400_000;

/**
 * Reads the ledger entries of a range of days, with one Query for each.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function* readLedgerRange(
  documents: DynamoDBDocumentClient,
  tableName: string,
  { since, until, ...place }: LedgerRange,
  signal?: AbortSignal,
): AsyncGenerator<LedgerEntry> {
  for (let time = Date.parse(since); time <= Date.parse(until); time += DAY_MS) {
    const day = new Date(time).toISOString().slice(0, 10);
    const settled = new SettledEntries();
    const pages = paginateQuery(
      { client: documents },
      {
        TableName: tableName,
        KeyConditionExpression: '#book = :day',
        ExpressionAttributeNames: { '#book': LEDGER_KEYS.partition },
        ExpressionAttributeValues: { ':day': filePartition({ ...place, day }) },
      },
      abortOptions(signal),
    )[Symbol.asyncIterator]();
    for (;;) {
      const { value: page, done } = await pages.next().catch(serviceFailure('Reading the ledger', signal));
      if (done) break;
      for (const item of page.Items ?? []) yield* settled.take(parseLedgerItem(item));
    }
    yield* settled.finish();
  }
}
