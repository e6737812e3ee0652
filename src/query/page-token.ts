import { createHash } from 'node:crypto';
import * as z from 'zod';
import { AuditTrailError } from '../errors';
import type { DirectoryKind } from '../store/ledger/directory-item';
import type { Position } from './position';
import type { TimeRange } from './time-range';

/** Where a sequence of pages stands. */
export interface PagePlace {
  /** Bounds as they were on the first page, so that `1h` means the same hour on every page. */
  readonly range: TimeRange;
  readonly position: Position;
}

/** What a token is valid for. */
export interface TokenBinding {
  /** Version of the order of records. */
  readonly layoutVersion: number;
  /** Fingerprint of the query as given, and of what is answered. */
  readonly query: string;
}

/** Why a token is refused whose question or command is another one. */
export const OF_ANOTHER = 'it belongs to another query or another command';

const CHECKSUM_BYTES = 12;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const OCCURRED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)#[0-9a-f]{16}$/;
const isTime = (text: string): boolean => TIME.test(text) && !Number.isNaN(Date.parse(text));
/** A time in the contents of a token. */
export const tokenTime = z.string().refine(isTime);
const placeContents = z.tuple(
  [
    z.int(),
    z.string(),
    tokenTime.nullable(),
    tokenTime.nullable(),
    z.string().refine((text) => isTime(OCCURRED.exec(text)?.[1] ?? '')),
    z.string().nullable(),
  ],
  // Which log files were read.
  z.string(),
);
const listContents = z.tuple([z.string(), z.string()]);
const filesContents = z.tuple([
  z.literal('files'),
  z.string(),
  z.string().regex(TIME).nullable(),
  z.string().regex(TIME).nullable(),
  z.string(),
]);

/** Writes the token of a page of records. */
export function encodePageToken({ range, position }: PagePlace, binding: TokenBinding): string {
  return sealToken([
    binding.layoutVersion,
    binding.query,
    range.since ?? null,
    range.until ?? null,
    position.occurred,
    position.identity ?? null,
    ...(position.scan ?? []),
  ]);
}

/**
 * Reads the token of a page of records.
 * @throws AuditTrailError `InvalidCursor` if it was not made by `encodePageToken`, belongs to another
 *   query or version, or lies outside its own time range
 */
export function decodePageToken(token: string, binding: TokenBinding): PagePlace {
  const [madeFor, madeFrom, since, until, occurred, identity, ...scan] = openToken(token, placeContents);
  if (madeFor !== binding.layoutVersion) {
    throw invalidToken(
      `it was made for index layout ${madeFor}, but the audit now has layout ${binding.layoutVersion}`,
    );
  }
  if (madeFrom !== binding.query) throw invalidToken(OF_ANOTHER);
  if ((since !== null && occurred < since) || (until !== null && occurred > until)) {
    throw invalidToken('its position lies outside its time range');
  }
  return {
    range: { ...(since !== null && { since }), ...(until !== null && { until }) },
    position: {
      occurred,
      ...(identity !== null && { identity }),
      ...(scan.length > 0 && { scan }),
    },
  };
}

/** Writes the token of the page of a list that follows `value`. */
export const encodeListToken = (value: string, kind: DirectoryKind): string => sealToken([kind, value]);

/**
 * Reads the token of a page of a list.
 * @throws AuditTrailError `InvalidCursor` if it was not made by `encodeListToken` for this kind
 */
export function decodeListToken(token: string, kind: DirectoryKind): string {
  const [madeFor, value] = openToken(token, listContents);
  if (madeFor !== kind) throw invalidToken(`it belongs to the list of ${madeFor}`);
  return value;
}

/** Where a sequence of pages of log files stands. */
export interface FilesPlace {
  readonly range: TimeRange;
  /** A position among files, as the store gave it. */
  readonly position: string;
}

/** Writes the token of a page of log files. @param query fingerprint of the query as given */
export const encodeFilesToken = ({ range, position }: FilesPlace, query: string): string =>
  sealToken(['files', query, range.since ?? null, range.until ?? null, position]);

/**
 * Reads the token of a page of log files.
 * @throws AuditTrailError `InvalidCursor` if it was not made by `encodeFilesToken` for this query
 */
export function decodeFilesToken(token: string, query: string): FilesPlace {
  const [, madeFrom, since, until, position] = openToken(token, filesContents);
  if (madeFrom !== query) throw invalidToken(OF_ANOTHER);
  return { range: { ...(since !== null && { since }), ...(until !== null && { until }) }, position };
}

/**
 * Writes contents as one opaque, URL-safe word with a checksum.
 *
 * A checksum is enough, a keyed signature would prove nothing: a token grants no access. It only says
 * where to continue in a query that is checked and authorized again on every page, and whoever may ask
 * the query can start it anywhere with `since` and `until`.
 */
export function sealToken(contents: readonly unknown[]): string {
  const body = JSON.stringify(contents);
  return Buffer.concat([checksum(body), Buffer.from(body)]).toString('base64url');
}

/**
 * Reads the contents of a token.
 * @throws AuditTrailError `InvalidCursor` if it was not made by `sealToken`, or has other contents
 */
export function openToken<T extends z.ZodType>(token: string, contents: T): z.output<T> {
  const bytes = Buffer.from(token, 'base64url');
  const body = bytes.subarray(CHECKSUM_BYTES).toString();
  const isWhole =
    bytes.toString('base64url') === token && checksum(body).equals(bytes.subarray(0, CHECKSUM_BYTES));
  const parsed = contents.safeParse(isWhole ? parseJson(body) : undefined);
  if (!parsed.success)
    throw invalidToken('it is damaged, belongs to another command, or was not issued by this audit');
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const checksum = (body: string): Buffer =>
  createHash('sha256').update(body).digest().subarray(0, CHECKSUM_BYTES);

export const invalidToken = (why: string) =>
  new AuditTrailError('InvalidCursor', `Invalid page token: ${why}. Omit it to start from the first page.`);
