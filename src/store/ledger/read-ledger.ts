import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { FILE_BOOK, type LedgerEntry, parseLedgerItem } from './ledger-item';

/**
 * Reads the ledger entry of every log file, in no particular order.
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
  for (;;) {
    const { value: page, done } = await pages.next().catch(serviceFailure('Reading the ledger', signal));
    if (done) return;
    yield* (page.Items ?? []).map(parseLedgerItem);
  }
}
