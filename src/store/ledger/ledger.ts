import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { FileActivity } from '../../activity/file-activity';
import { abortOptions } from '../abort-signal';
import { isWritten } from '../conditional-write';
import { LEDGER_KEYS } from '../indexes';
import { itemKey } from '../items/item';
import { serviceFailure } from '../service-failure';
import type { WritableItem } from '../write/batch-request';
import { type BatchWriter, createBatchWriter } from '../write/batch-writer';
import { type FileActivityParts, toFileActivityParts } from './file-activity-item';
import { type FileId, ledgerKey } from './file-key';
import { type LedgerEntry, parseLedgerItem, toLedgerItem } from './ledger-item';
import { readLedgerItems } from './read-ledger-items';
import { SettledEntries } from './settle-entries';

export type { FileCounts } from './file-counts';
export type { FileId, FilePlace } from './file-key';
export type { FileSpan, LedgerEntry } from './ledger-item';

/** An entry for each content of a log file that was ingested, and for each file that failed. */
export interface Ledger {
  /**
   * Reads what is known of a file: an entry for each content, up to 100, and its last failure, unless the file was
   * done since then.
   * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
   */
  find(file: FileId, signal?: AbortSignal): Promise<readonly LedgerEntry[]>;
  /**
   * Writes the entry of a content, or replaces that of the same content. Entries of files ingested at the same time share
   * requests: most files are so small that one request for each would cost more than reading them.
   * @param activity what the entry says of the activity of the file. Its activity entries are written already.
   * @throws AuditTrailError `WriteFailed`, `OutOfTime`
   */
  record(entry: LedgerEntry, signal?: AbortSignal, activity?: FileActivity): Promise<void>;
  /**
   * Writes the entry of a failed file, beside those of its contents. Does nothing if the file was discarded, unless
   * this entry says so, too; or if it was done in an earlier version of this program, which kept one entry for each file.
   * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
   */
  recordFailure(entry: LedgerEntry, signal?: AbortSignal): Promise<void>;
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

  async find(file: FileId, abortSignal?: AbortSignal): Promise<readonly LedgerEntry[]> {
    const items = await readLedgerItems(this.#documents, this.#tableName, file, abortSignal);
    const settled = new SettledEntries();
    const entries = items.flatMap((item) => settled.take(parseLedgerItem(item)));
    return [...entries, ...settled.finish()].filter(({ key }) => key === file.key);
  }

  async record(entry: LedgerEntry, signal?: AbortSignal, activity?: FileActivity): Promise<void> {
    const parts = activity && toFileActivityParts(entry, activity);
    if (parts && parts.pieces.length > 0) await this.#writer.write(parts.pieces, { signal });
    await this.#writer.write([toLedgerWritable(entry, parts)], { signal });
  }

  async recordFailure(entry: LedgerEntry, abortSignal?: AbortSignal): Promise<void> {
    const command = new PutCommand({
      TableName: this.#tableName,
      Item: toLedgerItem(entry),
      ConditionExpression:
        '(attribute_not_exists(#status) OR #status <> :done)' +
        (entry.discarded === undefined ? ' AND attribute_not_exists(discarded)' : ''),
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':done': 'done' },
    });
    const fail = serviceFailure(`Noting the failure of ${entry.key} in the ledger`, abortSignal);
    await isWritten(this.#documents.send(command, abortOptions(abortSignal)), fail);
  }
}

/** An entry as it is written, with what it says of the activity of the file. */
export function toLedgerWritable(entry: LedgerEntry, parts: FileActivityParts | undefined): WritableItem {
  const { [LEDGER_KEYS.partition]: partition = '', [LEDGER_KEYS.sort]: sort = '' } = ledgerKey(entry);
  const item: Record<string, unknown> = marshall(toLedgerItem(entry));
  if (parts) {
    item.activity = { B: parts.activity.toString('base64') };
    if (parts.pieces.length > 0) item.activityPieces = { N: `${parts.pieces.length}` };
  }
  const json = JSON.stringify(item);
  return { key: itemKey(partition, sort), json, jsonBytes: Buffer.byteLength(json) };
}
