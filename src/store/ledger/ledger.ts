import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { LEDGER_KEYS } from '../indexes';
import { itemKey } from '../items/item';
import { serviceFailure } from '../service-failure';
import { createBatchWriter } from '../write/batch-writer';
import type { WriteOptions } from '../write/write-call';
import { type FilePlace, type LedgerEntry, ledgerItem, ledgerKey, parseLedgerItem } from './ledger-item';
import { readLedger } from './read-ledger';

export type { FileCounts, FilePlace, LedgerEntry } from './ledger-item';

/** One entry for each log file of ours. */
export interface Ledger {
  /** @throws AuditTrailError `ServiceFailed` */
  find(bucket: string, key: string, place: FilePlace): Promise<LedgerEntry | undefined>;
  /**
   * Writes an entry, or replaces the one of the same file. Entries of files side by side share requests:
   * most files are so small that one each would cost more than reading them.
   * @throws AuditTrailError `WriteFailed`, `OutOfTime`
   */
  record(entry: LedgerEntry, options?: WriteOptions): Promise<void>;
  /** Every entry, in no order. @throws AuditTrailError `ServiceFailed` */
  entries(): AsyncIterable<LedgerEntry>;
}

export function createLedger(client: DynamoDBClient, tableName: string): Ledger {
  const keys = [LEDGER_KEYS.partition, LEDGER_KEYS.sort] as const;
  const writer = createBatchWriter(client, tableName, { keys });
  return {
    async find(bucket, key, place) {
      const command = new GetItemCommand({ TableName: tableName, Key: ledgerKey({ bucket, key, ...place }) });
      const { Item } = await client.send(command).catch(serviceFailure(`Looking up ${key} in the ledger`));
      return Item && parseLedgerItem(Item);
    },

    record(entry, options) {
      const item = ledgerItem(entry);
      const [partition = '', sort = ''] = keys.map((name) => item[name]?.S);
      const json = JSON.stringify(item);
      const jsonBytes = Buffer.byteLength(json);
      return writer.write([{ key: itemKey(partition, sort), json, jsonBytes }], options);
    },

    entries: () => readLedger(client, tableName),
  };
}
