import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import { itemKey } from '../items/item';
import { serviceFailure } from '../service-failure';
import type { WritableItem } from '../write/batch-request';
import { type BatchWriter, createBatchWriter } from '../write/batch-writer';
import { type FilePlace, type LedgerEntry, ledgerKey, parseLedgerItem, toLedgerItem } from './ledger-item';
import { readLedger } from './read-ledger';

export type { FileCounts, FilePlace, LedgerEntry } from './ledger-item';

/** One entry for each log file that was ingested, or that failed. */
export interface Ledger {
  /** @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted */
  find(bucket: string, key: string, place: FilePlace, signal?: AbortSignal): Promise<LedgerEntry | undefined>;
  /**
   * Writes an entry, or replaces the one of the same file. Entries of files ingested at the same time share
   * requests: most files are so small that one request for each would cost more than reading them.
   * @throws AuditTrailError `WriteFailed`, `OutOfTime`
   */
  record(entry: LedgerEntry, signal?: AbortSignal): Promise<void>;
  /**
   * Writes the entry of a failed file, unless an earlier attempt was done with the file: then its records are
   * stored, and the counts that account for them stay.
   * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
   */
  recordFailure(entry: LedgerEntry, signal?: AbortSignal): Promise<void>;
  /** Reads every entry, in no order. @throws AuditTrailError `ServiceFailed` */
  entries(signal?: AbortSignal): AsyncIterable<LedgerEntry>;
}

/** Opens the ledger in a table. Sends nothing before the first call. */
export const createLedger = (client: DynamoDBClient, tableName: string): Ledger =>
  new TableLedger(client, tableName);

const KEYS = [LEDGER_KEYS.partition, LEDGER_KEYS.sort] as const;

class TableLedger implements Ledger {
  readonly #documents: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #writer: BatchWriter;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#documents = DynamoDBDocumentClient.from(client);
    this.#tableName = tableName;
    this.#writer = createBatchWriter(client, tableName, { keys: KEYS });
  }

  async find(bucket: string, key: string, place: FilePlace, abortSignal?: AbortSignal) {
    const command = new GetCommand({ TableName: this.#tableName, Key: ledgerKey({ bucket, key, ...place }) });
    const { Item } = await this.#documents
      .send(command, abortOptions(abortSignal))
      .catch(serviceFailure(`Looking up ${key} in the ledger`, abortSignal));
    return Item && parseLedgerItem(Item);
  }

  record(entry: LedgerEntry, signal?: AbortSignal): Promise<void> {
    return this.#writer.write([toWritable(entry)], { signal });
  }

  async recordFailure(entry: LedgerEntry, abortSignal?: AbortSignal): Promise<void> {
    const command = new PutCommand({
      TableName: this.#tableName,
      Item: toLedgerItem(entry),
      ConditionExpression: 'attribute_not_exists(#status) OR #status <> :done',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':done': 'done' },
    });
    await this.#documents.send(command, abortOptions(abortSignal)).catch((error: unknown) => {
      if (error instanceof ConditionalCheckFailedException) return;
      return serviceFailure(`Noting the failure of ${entry.key} in the ledger`, abortSignal)(error);
    });
  }

  entries(signal?: AbortSignal): AsyncIterable<LedgerEntry> {
    return readLedger(this.#documents, this.#tableName, signal);
  }
}

function toWritable(entry: LedgerEntry): WritableItem {
  const { [LEDGER_KEYS.partition]: partition = '', [LEDGER_KEYS.sort]: sort = '' } = ledgerKey(entry);
  const json = JSON.stringify(marshall(toLedgerItem(entry)));
  return { key: itemKey(partition, sort), json, jsonBytes: Buffer.byteLength(json) };
}
