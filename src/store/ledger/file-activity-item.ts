import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { decodeFileActivity, encodeFileActivity, type FileActivity } from '../../activity/file-activity';
import { AuditTrailError } from '../../errors';
import { LEDGER_KEYS } from '../indexes';
import { itemKey } from '../items/item';
import { addBinary, addString, emptyItem } from '../items/item-json';
import { boundedString } from '../storable-record';
import type { WritableItem } from '../write/batch-request';
import { contentEnding, FILE_BOOK, filePartition } from './file-key';
import { type LedgerEntry, type LedgerItem, parseLedgerItem } from './ledger-item';
import { readItems } from './read-items';

/** What the ledger entry of a file has of its activity. */
export interface FileActivityParts {
  /** The activity or, if it has pieces, its SHA-256. */
  readonly activity: Buffer;
  /** Items under the key of the file, for the activity of a very large file. */
  readonly pieces: readonly WritableItem[];
}

/** What the partition key of pieces begins with, before that of the file's own entry. */
const BOOK = 'activity-';
/** A ledger entry is read for many questions that need nothing of this. */
const MOST_BYTES = 64 * 1024;
const PIECE_BYTES = 350 * 1024;
const MAXIMUM_SORT_KEY_BYTES = 1_024;
/** Enough for the end of the file's own sort key, the digits of a hash, and a number. */
const MAXIMUM_ENDING_BYTES = 80;
const HASH_DIGITS = 16;

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/**
 * The key of a piece of an activity with this hash. So the pieces of another one do not replace it: the file's entry names it
 * until it is replaced, too.
 */
function pieceKey(entry: LedgerEntry, hash: Uint8Array, piece: number) {
  const digits = Buffer.from(hash).toString('hex').slice(0, HASH_DIGITS);
  const key = boundedString(entry.key, MAXIMUM_SORT_KEY_BYTES - MAXIMUM_ENDING_BYTES);
  return {
    [LEDGER_KEYS.partition]: BOOK + filePartition(entry),
    [LEDGER_KEYS.sort]: `${key}${contentEnding(entry)}#${digits}#${piece}`,
  };
}

/** Encodes the activity of a file for its ledger entry. */
export function toFileActivityParts(entry: LedgerEntry, fileActivity: FileActivity): FileActivityParts {
  const activity = encodeFileActivity(fileActivity, entry.tables);
  if (activity.length <= MOST_BYTES) return { activity, pieces: [] };
  const hash = sha256(activity);
  const pieces = Array.from({ length: Math.ceil(activity.length / PIECE_BYTES) }, (_, number) => {
    const { [LEDGER_KEYS.partition]: book = '', [LEDGER_KEYS.sort]: sort = '' } = pieceKey(
      entry,
      hash,
      number,
    );
    const item = emptyItem();
    addString(item, LEDGER_KEYS.partition, book);
    addString(item, LEDGER_KEYS.sort, sort);
    addBinary(item, 'data', activity.subarray(number * PIECE_BYTES, (number + 1) * PIECE_BYTES));
    const json = `{${item.json}}`;
    return { key: itemKey(book, sort), json, jsonBytes: Buffer.byteLength(json) };
  });
  return { activity: hash, pieces };
}

/**
 * Reads the activity of a file from its item in the ledger, and from its pieces if it has some.
 * @returns undefined if the item says nothing of activity: the file has no data events, or was ingested without entries
 * @throws AuditTrailError `InvalidItem`; `ServiceFailed`; the reason of the signal once it is aborted
 */
export async function readFileActivity(
  documents: DynamoDBDocumentClient,
  tableName: string,
  item: LedgerItem,
  signal?: AbortSignal,
): Promise<FileActivity | undefined> {
  const { activity, activityPieces } = item;
  if (!(activity instanceof Uint8Array)) return undefined;
  const { entry } = parseLedgerItem(item);
  if (typeof activityPieces !== 'number') return decodeFileActivity(activity, entry.tables);
  const pieces: Uint8Array[] = [];
  for (let piece = 0; piece < activityPieces; piece += 1) {
    const [found] = await readItems(
      documents,
      tableName,
      [pieceKey(entry, activity, piece)],
      'Reading the ledger',
      signal,
    );
    if (found?.data instanceof Uint8Array) pieces.push(found.data);
  }
  const whole = Buffer.concat(pieces);
  if (Buffer.compare(sha256(whole), activity) !== 0) {
    throw new AuditTrailError(
      'InvalidItem',
      `The activity of ${FILE_BOOK}${entry.bucket}/${entry.key} is not complete.`,
    );
  }
  return decodeFileActivity(whole, entry.tables);
}
