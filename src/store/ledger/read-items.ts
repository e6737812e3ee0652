import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AuditTrailError } from '../../errors';
import { abortOptions } from '../abort-signal';
import { MAXIMUM_ATTEMPTS, waitBeforeRetry } from '../backoff';
import { serviceFailure } from '../service-failure';
import type { LedgerItem } from './ledger-item';

/** DynamoDB's limit for one BatchGetItem. */
export const KEYS_PER_READ = 100;

type Key = Record<string, string>;

/**
 * Reads items, `KEYS_PER_READ` with each BatchGetItem, and again those that DynamoDB left unprocessed.
 * @param keys none of them twice
 * @param what is being read, for messages: `Reading the directory`
 * @param ConsistentRead for whoever writes by what was read. Costs twice as much.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function readItems(
  documents: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly Key[],
  what: string,
  signal: AbortSignal | undefined,
  ConsistentRead = false,
): Promise<LedgerItem[]> {
  const found: LedgerItem[] = [];
  for (let start = 0; start < keys.length; start += KEYS_PER_READ) {
    const some = keys.slice(start, start + KEYS_PER_READ);
    found.push(...(await readBatch(documents, tableName, some, what, signal, ConsistentRead)));
  }
  return found;
}

async function readBatch(
  documents: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly Key[],
  what: string,
  signal: AbortSignal | undefined,
  ConsistentRead: boolean,
): Promise<LedgerItem[]> {
  const found: LedgerItem[] = [];
  let left: Key[] = [...keys];
  let attempt = 0;
  for (;;) {
    const command = new BatchGetCommand({ RequestItems: { [tableName]: { Keys: left, ConsistentRead } } });
    const { Responses = {}, UnprocessedKeys = {} } = await documents
      .send(command, abortOptions(signal))
      .catch(serviceFailure(what, signal));
    found.push(...Object.values(Responses).flat());
    const unread = Object.values(UnprocessedKeys).flatMap(({ Keys = [] }) => Keys as Key[]);
    if (unread.length === 0) return found;
    attempt = unread.length < left.length ? 0 : attempt + 1;
    if (attempt === MAXIMUM_ATTEMPTS && !signal) throw unprocessed(unread.length, tableName);
    left = unread;
    await waitBeforeRetry(attempt, signal);
  }
}

const unprocessed = (keys: number, tableName: string) =>
  new AuditTrailError(
    'ServiceFailed',
    `DynamoDB left ${keys} keys of ${tableName} unprocessed in ${MAXIMUM_ATTEMPTS} attempts.`,
  );
