import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { serviceFailure } from '../service-failure';
import { type LedgerEntry, parseLedgerItem } from './ledger-item';

/**
 * Reads the ledger entry of every log file, in no particular order.
 * @throws AuditTrailError `ServiceFailed`
 */
export async function* readLedger(
  client: DynamoDBClient,
  tableName: string,
  abortSignal?: AbortSignal,
): AsyncGenerator<LedgerEntry> {
  const pages = paginateScan(
    { client },
    {
      TableName: tableName,
      FilterExpression: 'begins_with(book, :files)',
      ExpressionAttributeValues: { ':files': { S: 'file/' } },
    },
    { abortSignal },
  );
  const iterator = pages[Symbol.asyncIterator]();
  for (;;) {
    const { value: page, done } = await iterator
      .next()
      .catch(serviceFailure('Reading the ledger', abortSignal));
    if (done) return;
    yield* (page.Items ?? []).map(parseLedgerItem);
  }
}
