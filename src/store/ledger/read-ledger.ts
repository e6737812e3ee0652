import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { FILE_BOOK } from './file-key';
import { type LedgerEntry, parseLedgerItem } from './ledger-item';
import { SettledEntries } from './settle-entries';

/**
 * Reads the ledger entries of every log file, one for each content, in no particular order.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function* readLedger(
  documents: DynamoDBDocumentClient,
  tableName: string,
  signal?: AbortSignal,
): AsyncGenerator<LedgerEntry> {
  const pages = paginateScan(
    { client: documents },
    {
      TableName: tableName,
      FilterExpression: 'begins_with(#book, :files)',
      ExpressionAttributeNames: { '#book': LEDGER_KEYS.partition },
      ExpressionAttributeValues: { ':files': FILE_BOOK },
    },
    abortOptions(signal),
  )[Symbol.asyncIterator]();
  const settled = new SettledEntries();
  for (;;) {
    const { value: page, done } = await pages.next().catch(serviceFailure('Reading the ledger', signal));
    if (done) break;
    for (const item of page.Items ?? []) yield* settled.take(parseLedgerItem(item));
  }
  yield* settled.finish();
}
