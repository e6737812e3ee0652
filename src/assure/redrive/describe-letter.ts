import { toMessage } from '../../errors';
import { parseDigestKey } from '../../trail/digest-key';
import { type ObjectReference, parseNotification } from '../../trail/notification';
import { classifyObjectKey } from '../../trail/object-key';
import { parseAssureMessage } from '../assure-message';
import type { ReceivedMessage } from '../aws/queue';

/** What the ledger has of a file: see `LedgerEntry`. */
export interface FileAttempt {
  readonly status: 'done' | 'failed';
  readonly error?: string | undefined;
  readonly discarded?: string | undefined;
}

/** A log file that a message names. */
export interface NamedLogFile {
  readonly bucket: string;
  readonly key: string;
  readonly accountId: string;
  readonly region: string;
  /** `YYYY-MM-DD` */
  readonly day: string;
}

/** Reads what the ledger has of a log file. */
export type FindAttempts = (file: NamedLogFile) => Promise<readonly FileAttempt[]>;

/** A log file, and why it is not ingested. */
export interface LetterFile {
  readonly file: NamedLogFile;
  readonly state: 'ingested' | 'discarded' | 'failed' | 'unknown';
  readonly reason: string;
}

/** Whether the audit lacks the file, and nobody has given it up. */
export const isGap = ({ state }: LetterFile): boolean => state === 'failed' || state === 'unknown';

/** A message of a dead-letter queue. */
export interface Letter {
  readonly message: ReceivedMessage;
  /** Empty if the message names no log file. */
  readonly files: readonly LetterFile[];
  /** Why it is there: the reason of the first file that is not ingested. */
  readonly reason: string;
}

const ALREADY_INGESTED = 'Already ingested';
const NOT_ATTEMPTED =
  'The ledger has no attempt: the invocation itself failed, or the message was not delivered';
const NOT_A_LOG_FILE = 'Not a log file, so nothing is missing';
const DIGEST = 'A digest was not verified. The log of the assure function says why';
const RECHECK = 'The log files of a digest were not looked at again. The log of the assure function says why';
const TASK = 'Scheduled work was not done. The log of the assure function says why';

/** Finds out why a message is in a dead-letter queue, by the ledger and by what Lambda added to it. */
export async function describeLetter(message: ReceivedMessage, find: FindAttempts): Promise<Letter> {
  let objects: readonly ObjectReference[];
  try {
    ({ objects } = parseNotification(message.body));
  } catch (error) {
    const reason = describeWork(message.body) ?? findLambdaError(message.body) ?? toMessage(error);
    return { message, files: [], reason };
  }
  const files = await Promise.all(objects.flatMap((object) => describeFile(object, find)));
  const open = files.find(isGap);
  const reason =
    open?.state === 'unknown'
      ? (findLambdaError(message.body) ?? NOT_ATTEMPTED)
      : (open?.reason ?? files[0]?.reason ?? describeOthers(objects));
  return { message, files, reason };
}

const describeOthers = (objects: readonly ObjectReference[]): string =>
  objects.some(({ key }) => parseDigestKey(key)) ? DIGEST : NOT_A_LOG_FILE;

/** What a message of the assurance queue asks for that names no object. */
function describeWork(body: string): string | undefined {
  try {
    const { recheck, task } = parseAssureMessage(body);
    return recheck ? RECHECK : task && TASK;
  } catch {
    // The message is described as one of another queue.
    return undefined;
  }
}

function describeFile({ bucket, key }: ObjectReference, find: FindAttempts): Promise<LetterFile>[] {
  const object = classifyObjectKey(key);
  if (object.kind === 'skipped') return [];
  const { accountId, region, day } = object;
  const file = { bucket, key, accountId, region, day };
  return [find(file).then((attempts) => ({ file, ...toState(file, attempts) }))];
}

function toState(
  { bucket, key }: NamedLogFile,
  attempts: readonly FileAttempt[],
): Pick<LetterFile, 'state' | 'reason'> {
  const failure = attempts.find(({ status }) => status === 'failed');
  if (!failure) {
    return attempts.length > 0
      ? { state: 'ingested', reason: ALREADY_INGESTED }
      : { state: 'unknown', reason: NOT_ATTEMPTED };
  }
  if (failure.discarded !== undefined)
    return { state: 'discarded', reason: `Discarded: ${failure.discarded}` };
  const { error = 'it failed' } = failure;
  const name = `${bucket}/${key}: `;
  return { state: 'failed', reason: error.startsWith(name) ? error.slice(name.length) : error };
}

/** The error that Lambda adds to an invocation that it sends to an on-failure destination. */
function findLambdaError(body: string): string | undefined {
  try {
    const { responsePayload } = JSON.parse(body) as { responsePayload?: { errorMessage?: unknown } };
    const message = responsePayload?.errorMessage;
    return typeof message === 'string' ? message : undefined;
  } catch {
    // The message is described as one that is not JSON.
    return undefined;
  }
}
