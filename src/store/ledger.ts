import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { createSend } from './dynamodb-request';
import { ledgerEntryOf, ledgerItem, ledgerKey } from './ledger-item';
import { serviceFailure } from './service-failure';

/** What became of the records of one file: `read` is the sum of the other five. */
export interface FileCounts {
  read: number;
  otherServices: number;
  excluded: number;
  duplicates: number;
  audited: number;
  rejected: number;
}

/** Where CloudTrail filed an object. */
export interface FilePlace {
  readonly accountId: string;
  readonly region: string;
  /** `YYYY-MM-DD` */
  readonly day: string;
}

/** What is known of one log file. */
export interface LedgerEntry extends FilePlace {
  readonly bucket: string;
  readonly key: string;
  /** Of the bytes that were read, without quotes. */
  readonly etag: string;
  /** Of the uncompressed bytes, lower-case hex: what CloudTrail's digests list. */
  readonly sha256?: string;
  readonly inflatedBytes?: number;
  readonly gzipMembers?: number;
  readonly counts: FileCounts;
  /** Records that could not be audited: the first 100. */
  readonly rejected?: readonly { readonly index: number; readonly reason: string }[];
  readonly unknownOperations?: number;
  readonly status: 'done' | 'failed';
  /** Why the file failed. */
  readonly error?: string;
  /** ISO 8601. */
  readonly finishedAt: string;
}

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
