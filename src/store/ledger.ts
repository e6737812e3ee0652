import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { createSend } from './dynamodb-request';
import { type FilePlace, type LedgerEntry, ledgerEntryOf, ledgerItem, ledgerKey } from './ledger-item';
import { serviceFailure } from './service-failure';

export type { FileCounts, FilePlace, LedgerEntry } from './ledger-item';

/** One entry for each log file of ours. */
export interface Ledger {
  /** @throws AuditTrailError `ServiceFailed` */
  find(bucket: string, key: string, place: FilePlace): Promise<LedgerEntry | undefined>;
  /**
   * Writes an entry and gives the one it replaced.
   * @throws AuditTrailError `ServiceFailed`
   */
  record(entry: LedgerEntry): Promise<LedgerEntry | undefined>;
  /** Every entry, in no order. @throws AuditTrailError `ServiceFailed` */
  entries(): AsyncIterable<LedgerEntry>;
}

export function createLedger(client: DynamoDBClient, tableName: string): Ledger {
  const send = createSend(client, tableName);
  return {
    async find(bucket, key, place) {
      const command = new GetItemCommand({ TableName: tableName, Key: ledgerKey({ bucket, key, ...place }) });
      const { Item } = await client.send(command).catch(serviceFailure(`Looking up ${key} in the ledger`));
      return Item && ledgerEntryOf(Item);
    },

    async record(entry) {
      const request = { TableName: tableName, Item: ledgerItem(entry), ReturnValues: 'ALL_OLD' };
      const answer = await send('PutItem', JSON.stringify(request)).catch(
        serviceFailure(`Writing the ledger entry of ${entry.key}`),
      );
      const before = answer.Attributes as Record<string, AttributeValue> | undefined;
      return before && ledgerEntryOf(before);
    },

    async *entries() {
      const pages = paginateScan(
        { client },
        {
          TableName: tableName,
          FilterExpression: 'begins_with(book, :files)',
          ExpressionAttributeValues: { ':files': { S: 'file/' } },
        },
      );
      const iterator = pages[Symbol.asyncIterator]();
      for (;;) {
        const { value: page, done } = await iterator.next().catch(serviceFailure('Reading the ledger'));
        if (done) return;
        yield* (page.Items ?? []).map(ledgerEntryOf);
      }
    },
  };
}
