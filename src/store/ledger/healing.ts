import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CoveragePlace } from '../../assure/coverage/known-coverage';
import { abortOptions } from '../abort-signal';
import { isWritten } from '../conditional-write';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { boundedString } from '../storable-record';

/** A file that may be queued again. */
export interface HealedFile {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Remembers which files were queued again, so that each is queued once, and not too many a day.
 * @throws AuditTrailError from its methods: `ServiceFailed`, or the reason of the signal once it is aborted
 */
export interface HealingLedger {
  /**
   * Takes a file for a message. Only the same message can take it again, if it is received again before the file was
   * queued.
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

const toKey = ({ accountId, region }: CoveragePlace, entry: string) => ({
  [LEDGER_KEYS.partition]: `healing/${accountId}/${region}`,
  [LEDGER_KEYS.sort]: boundedString(entry, MAXIMUM_SORT_KEY_BYTES),
});

const toFileEntry = ({ bucket, key }: HealedFile): string => `file/${bucket}/${key}`;

/** Opens what the ledger table remembers of files that were queued again. Sends nothing before the first call. */
export function createHealingLedger(client: DynamoDBClient, TableName: string): HealingLedger {
  const documents = DynamoDBDocumentClient.from(client);
  const fail = (signal: AbortSignal | undefined) => serviceFailure('Noting files to queue again', signal);
  return {
    claim(place, file, messageId, expiresAt, signal) {
      const command = new UpdateCommand({
        TableName,
        Key: toKey(place, toFileEntry(file)),
        UpdateExpression: 'SET claimedBy = :message, expiresAt = :expiry',
        ConditionExpression:
          'attribute_not_exists(claimedBy) OR (claimedBy = :message AND attribute_not_exists(queuedAt))',
        ExpressionAttributeValues: { ':message': messageId, ':expiry': expiresAt },
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
