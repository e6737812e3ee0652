import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { DAY_MS } from '../../time';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { type FilePlace, filePartition, ledgerSpan } from './file-key';
import { type LedgerEntry, parseLedgerItem } from './ledger-item';
import { SettledEntries } from './settle-entries';

/** Log files of one bucket, account and Region that were delivered on some days, `YYYY-MM-DD`, both inclusive. */
export interface LedgerRange extends Omit<FilePlace, 'day'> {
  readonly bucket: string;
  readonly since: string;
  readonly until: string;
  /** Only files with these keys. Default: all. */
  readonly keys?: readonly string[] | undefined;
}

/**
 * Reads the ledger entries of a range of days, with one Query for each.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function* readLedgerRange(
  documents: DynamoDBDocumentClient,
  tableName: string,
  { since, until, keys, ...place }: LedgerRange,
  signal?: AbortSignal,
): AsyncGenerator<LedgerEntry> {
  if (keys?.length === 0) return;
  const span = keys && ledgerSpan(keys);
  const wanted = keys && new Set(keys);
  const isWanted = ({ key }: LedgerEntry) => wanted?.has(key) ?? true;
  for (let time = Date.parse(since); time <= Date.parse(until); time += DAY_MS) {
    const day = new Date(time).toISOString().slice(0, 10);
    const settled = new SettledEntries();
    const pages = paginateQuery(
      { client: documents },
      {
        TableName: tableName,
        KeyConditionExpression: `#book = :day${span ? ' AND #entry BETWEEN :first AND :last' : ''}`,
        ExpressionAttributeNames: {
          '#book': LEDGER_KEYS.partition,
          ...(span && { '#entry': LEDGER_KEYS.sort }),
        },
        ExpressionAttributeValues: {
          ':day': filePartition({ ...place, day }),
          ...(span && { ':first': span.first, ':last': span.last }),
        },
      },
      abortOptions(signal),
    )[Symbol.asyncIterator]();
    for (;;) {
      const { value: page, done } = await pages.next().catch(serviceFailure('Reading the ledger', signal));
      if (done) break;
      for (const item of page.Items ?? []) yield* settled.take(parseLedgerItem(item)).filter(isWanted);
    }
    yield* settled.finish().filter(isWanted);
  }
}

/** Makes a function that reads ranges of a ledger: see `readLedgerRange`. */
export function ledgerFiles(
  client: DynamoDBClient,
  tableName: string,
  signal?: AbortSignal,
): (range: LedgerRange) => AsyncGenerator<LedgerEntry> {
  const documents = DynamoDBDocumentClient.from(client);
  return (range) => readLedgerRange(documents, tableName, range, signal);
}
