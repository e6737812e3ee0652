import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { groupBy } from '../../assure/coverage/group-by';
import type { CoveragePlace } from '../../assure/coverage/known-coverage';
import { HOUR_MS } from '../../time';
import { abortOptions } from '../abort-signal';
import { isWritten } from '../conditional-write';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { boundedString } from '../storable-record';
import { readBook } from './read-book';

/** A file that may be queued again. */
export interface HealedFile {
  readonly bucket: string;
  readonly key: string;
  /** Set for a file that was read and failed: it is queued once more for that. */
  readonly hasFailed?: boolean;
}

/**
 * Remembers which files were queued again, so that each is queued once, and not too many a day.
 * @throws AuditTrailError from its methods: `ServiceFailed`, or the reason of the signal once it is aborted
 */
export interface HealingLedger {
  /**
   * Finds out when files were queued, with one Query for each folder.
   * @returns the times of those that were, as ISO 8601, in the order of the files
   */
  findQueued(
    place: CoveragePlace,
    files: readonly HealedFile[],
    signal?: AbortSignal,
  ): Promise<readonly (string | undefined)[]>;
  /**
   * Takes a file for a message. Until it is queued, only the same message can take it again, if it is received again;
   * another one three hours later, when the first one must have been given up.
   */
  claim(
    place: CoveragePlace,
    file: HealedFile,
    messageId: string,
    expiresAt: number,
    signal?: AbortSignal,
  ): Promise<boolean>;
  /** Notes that files were queued. */
  close(place: CoveragePlace, file: HealedFile, signal?: AbortSignal): Promise<void>;
  /**
   * Counts files that are to be queued on a day, `YYYY-MM-DD`.
   * @returns how many of them fit into the limit
   */
  reserve(
    place: CoveragePlace,
    day: string,
    files: number,
    expiresAt: number,
    signal?: AbortSignal,
  ): Promise<number>;
}

/** Files of an account and Region that are queued again on one day. */
export const MAXIMUM_HEALED_A_DAY = 10_000;
const MAXIMUM_SORT_KEY_BYTES = 1_024;
/** Longer than a message takes with its retries, each after a visibility timeout. */
const CLAIM_MS = 3 * HOUR_MS;

const toBook = ({ accountId, region }: CoveragePlace): string => `healing/${accountId}/${region}`;

const toKey = (place: CoveragePlace, entry: string) => ({
  [LEDGER_KEYS.partition]: toBook(place),
  [LEDGER_KEYS.sort]: entry,
});

const toFileEntry = ({ bucket, key, hasFailed }: HealedFile): string =>
  boundedString(`${hasFailed ? 'retry' : 'file'}/${bucket}/${key}`, MAXIMUM_SORT_KEY_BYTES);

/** Entries of files in one folder lie together. */
const toFolder = (entry: string): string => entry.slice(0, entry.lastIndexOf('/'));

/** Opens what the ledger table remembers of files that were queued again. Sends nothing before the first call. */
export function createHealingLedger(client: DynamoDBClient, TableName: string): HealingLedger {
  const documents = DynamoDBDocumentClient.from(client);
  const doing = 'Noting files to queue again';
  const fail = (signal: AbortSignal | undefined) => serviceFailure(doing, signal);
  return {
    async findQueued(place, files, signal) {
      const entries = files.map(toFileEntry);
      const queued = new Map<string, string>();
      for (const group of groupBy(entries, toFolder).values()) {
        const sorted = group.map((entry) => Buffer.from(entry)).sort(Buffer.compare);
        const [first, last] = [String(sorted[0]), String(sorted.at(-1))];
        const range = { tableName: TableName, book: toBook(place), first, last, isConsistent: true, doing };
        for await (const item of readBook(documents, range, signal)) {
          if (item.queuedAt) queued.set(String(item[LEDGER_KEYS.sort]), String(item.queuedAt));
        }
      }
      return entries.map((entry) => queued.get(entry));
    },
    claim(place, file, messageId, expiresAt, signal) {
      const now = Date.now();
      const command = new UpdateCommand({
        TableName,
        Key: toKey(place, toFileEntry(file)),
        UpdateExpression: 'SET claimedBy = :message, claimedAt = :now, expiresAt = :expiry',
        ConditionExpression:
          'attribute_not_exists(claimedBy) OR (attribute_not_exists(queuedAt) AND (claimedBy = :message OR claimedAt < :old))',
        ExpressionAttributeValues: {
          ':message': messageId,
          ':now': new Date(now).toISOString(),
          ':old': new Date(now - CLAIM_MS).toISOString(),
          ':expiry': expiresAt,
        },
      });
      return isWritten(documents.send(command, abortOptions(signal)), fail(signal));
    },
    async close(place, file, signal) {
      const command = new UpdateCommand({
        TableName,
        Key: toKey(place, toFileEntry(file)),
        UpdateExpression: 'SET queuedAt = :now',
        ExpressionAttributeValues: { ':now': new Date().toISOString() },
      });
      await documents.send(command, abortOptions(signal)).catch(fail(signal));
    },
    async reserve(place, day, files, expiresAt, signal) {
      const command = new UpdateCommand({
        TableName,
        Key: toKey(place, `day/${day}`),
        UpdateExpression: 'ADD files :files SET expiresAt = :expiry',
        ExpressionAttributeValues: { ':files': files, ':expiry': expiresAt },
        ReturnValues: 'UPDATED_NEW',
      });
      const { Attributes } = await documents.send(command, abortOptions(signal)).catch(fail(signal));
      const before = Number(Attributes?.files) - files;
      return Math.min(files, Math.max(0, MAXIMUM_HEALED_A_DAY - before));
    },
  };
}
