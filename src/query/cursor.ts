import { createHash } from 'node:crypto';
import * as z from 'zod';
import { AuditTrailError } from '../errors';
import type { Position } from './merge';
import type { TimeRange } from './query';

/** Where a walk through an answer stands. */
export interface Cursor {
  /** Bounds as they were when the walk began, so that `1h` means the same hour on every page. */
  readonly range: TimeRange;
  readonly position: Position;
}

/** What a cursor is bound to. */
export interface CursorBinding {
  /** Version of the index layout: another one orders or keys entries differently. */
  readonly layoutVersion: number;
  /** Fingerprint of the question as it was asked. */
  readonly query: string;
}

const CHECKSUM_BYTES = 12;
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const contents = z.tuple([
  z.int(),
  z.string(),
  time.nullable(),
  time.nullable(),
  z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ#[0-9a-f]{16}$/),
  z.string().nullable(),
]);

/**
 * Writes a cursor as one opaque, URL-safe word.
 *
 * It carries a checksum, not a keyed signature: a cursor gives access to nothing. It only says from
 * where to go on in a question that is checked and authorised anew on each page, and whoever may ask
 * the question may start it anywhere by `since` and `until`. A secret would have to be readable by
 * everyone who asks, so it would prove nothing more.
 */
export function encodeCursor({ range, position }: Cursor, { layoutVersion, query }: CursorBinding): string {
  const body = JSON.stringify([
    layoutVersion,
    query,
    range.since ?? null,
    range.until ?? null,
    position.occurred,
    position.identity ?? null,
  ]);
  return Buffer.concat([checksum(body), Buffer.from(body)]).toString('base64url');
}

/**
 * Reads a cursor back.
 * @throws AuditTrailError `InvalidCursor` if it was not made by `encodeCursor`, for another question,
 *   or for another index layout
 */
export function decodeCursor(token: string, { layoutVersion, query }: CursorBinding): Cursor {
  const bytes = Buffer.from(token, 'base64url');
  const body = bytes.subarray(CHECKSUM_BYTES).toString();
  const isWhole = checksum(body).equals(bytes.subarray(0, CHECKSUM_BYTES));
  const parsed = contents.safeParse(
    isWhole && bytes.toString('base64url') === token ? json(body) : undefined,
  );
  if (!parsed.success) throw invalid('it is damaged or was not made here');
  const [madeFor, madeFrom, since, until, occurred, identity] = parsed.data;
  if (madeFor !== layoutVersion) {
    throw invalid(`it was made for index layout ${madeFor}, the audit table has layout ${layoutVersion} now`);
  }
  if (madeFrom !== query) throw invalid('it belongs to another question');
  return {
    range: { ...(since !== null && { since }), ...(until !== null && { until }) },
    position: { occurred, ...(identity !== null && { identity }) },
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const checksum = (body: string): Buffer =>
  createHash('sha256').update(body).digest().subarray(0, CHECKSUM_BYTES);

const invalid = (why: string) =>
  new AuditTrailError(
    'InvalidCursor',
    `The page token cannot be used: ${why}. Ask without it to start from the first page.`,
  );
