import { createHash } from 'node:crypto';
import { AuditTrailError } from '../errors';
import { inOnePiece } from '../trail/byte-input';
import { type NamedFile, TRAILING_DATA } from '../trail/digest-file';
import { inflateFirstMember } from '../trail/inflate';
import { inflateWhole } from '../trail/inflate-whole';
import type { ObjectPlace } from '../trail/object-place';
import type { FileState } from './finding';
import type { ObjectBody, TrailSource } from './trail-source';

/** What became of a log file that a valid digest names. */
export interface CheckedFile {
  readonly state: Extract<
    FileState,
    'intact' | 'altered' | 'missing' | 'notIngested' | 'incomplete' | 'unread'
  >;
  readonly reason?: string;
  /** Number of its events that settings left out of the audit, if that is known. */
  readonly excluded?: number;
}

/** Compares a log file with the hash that a digest names. */
export type CheckFile = (file: NamedFile) => Promise<CheckedFile>;

/** What is said of a file that was never tried. Why it failed follows if it was. */
export const NOT_INGESTED = 'not ingested';
const NOT_FOUND = 'not found';

const MISSING: CheckedFile = { state: 'missing', reason: NOT_FOUND };
const OTHER_HASH: CheckedFile = { state: 'altered', reason: "hash value doesn't match" };
const WITH_TRAILING_DATA: CheckedFile = { state: 'altered', reason: TRAILING_DATA };

const REJECTED = ' of its records could not be audited';

const MAXIMUM_INFLATED_BYTES = 2 ** 30;

/** Reads each object and hashes what it inflates to, in bounded memory. */
export const checkByReading =
  ({ openLogFile }: Pick<TrailSource, 'openLogFile'>): CheckFile =>
  async (file) => {
    try {
      const body = await openLogFile(file);
      if (!body) return MISSING;
      const content = body instanceof Uint8Array ? hashAtOnce(body) : undefined;
      return compare(file, [content ?? (await hashPieces(body))]);
    } catch (error) {
      if (!(error instanceof AuditTrailError)) throw error;
      const { code, message } = error;
      if (code === 'InvalidLogFile') return { state: 'altered', reason: `invalid format: ${message}` };
      if (code === 'ObjectUnavailable') return { state: 'unread', reason: message };
      throw error;
    }
  };

/** Undefined for any file but one whole gzip member, which is what CloudTrail writes. */
function hashAtOnce(body: Uint8Array): KnownContent | undefined {
  const file = inflateWhole(body, MAXIMUM_INFLATED_BYTES);
  if (file?.sizes.gzipMembers !== 1) return undefined;
  return { sha256: createHash('sha256').update(file.content).digest('hex'), hasTrailingData: false };
}

async function hashPieces(body: ObjectBody): Promise<KnownContent> {
  const hash = createHash('sha256');
  const chunks = body instanceof Uint8Array ? inOnePiece(body) : body;
  const { hasTrailingData } = await inflateFirstMember(chunks, MAXIMUM_INFLATED_BYTES, (bytes) => {
    hash.update(bytes);
  });
  return { sha256: hash.digest('hex'), hasTrailingData };
}

/** A content that was ingested under a key. */
export interface KnownContent {
  /** SHA-256 of the inflated bytes, in lower-case hex. */
  readonly sha256: string;
  /** Whether anything followed the first gzip member. */
  readonly hasTrailingData: boolean;
  /** Number of its records that could not be audited. Default: 0. */
  readonly rejected?: number;
  /** Number of its events that settings left out. Default: 0. */
  readonly excluded?: number;
}

/** What the audit knows of one log file. */
export interface KnownFile {
  /** Every content that was ever ingested under the key; empty if there is none. */
  readonly contents: readonly KnownContent[];
  /** Why the file could not be ingested, if that was tried. */
  readonly error?: string | undefined;
}

/** What the audit knows of the log files that it ingested. */
export interface KnownFiles {
  find(place: ObjectPlace): Promise<KnownFile>;
  /** Whether the object is there now. It is asked only for files that are not known. */
  exists(place: ObjectPlace): Promise<boolean>;
}

/**
 * Compares with what was ingested, without reading the objects again.
 * @param read reads an object that could not be ingested, because it may have been altered. Default: it is not read.
 */
export const checkByLedger =
  (known: KnownFiles, read?: CheckFile): CheckFile =>
  async (file) => {
    const { contents, error } = await known.find(file);
    if (contents.length > 0) return compare(file, contents);
    try {
      if (!(await known.exists(file))) return MISSING;
    } catch (thrown) {
      if (!(thrown instanceof AuditTrailError) || thrown.code !== 'ObjectUnavailable') throw thrown;
      return { state: 'unread', reason: thrown.message };
    }
    const now = error === undefined ? undefined : await read?.(file);
    return now?.state === 'altered' ? now : { state: 'notIngested', reason: toNotIngested(error) };
  };

/** What is said of a file that is not ingested. */
export const toNotIngested = (error: string | undefined): string =>
  error === undefined ? NOT_INGESTED : `${NOT_INGESTED}: ${error}`;

/** Whether what was said of a file may not hold any more, because it is ingested now. */
export function mayBeIntact(reason: string, contents: readonly KnownContent[]): boolean {
  if (contents.length === 0) return false;
  if (reason.endsWith(REJECTED)) return contents.every(({ rejected = 0 }) => rejected === 0);
  return reason !== OTHER_HASH.reason && reason !== WITH_TRAILING_DATA.reason;
}

/** Makes several checks of a file. The first one that does not call it intact decides. */
export const checkInTurn =
  (...checks: readonly CheckFile[]): CheckFile =>
  async (file) => {
    let excluded = 0;
    for (const check of checks) {
      const checked = await check(file);
      if (checked.state !== 'intact') return checked;
      excluded += checked.excluded ?? 0;
    }
    return { state: 'intact', excluded };
  };

/** One other content is enough to call a file altered, because its events are in the audit, too. */
function compare({ sha256 }: NamedFile, contents: readonly KnownContent[]): CheckedFile {
  if (contents.some((content) => content.sha256 !== sha256)) return OTHER_HASH;
  if (contents.some(({ hasTrailingData }) => hasTrailingData)) return WITH_TRAILING_DATA;
  const rejected = Math.max(...contents.map((content) => content.rejected ?? 0));
  const excluded = Math.max(...contents.map((content) => content.excluded ?? 0));
  return rejected === 0
    ? { state: 'intact', excluded }
    : { state: 'incomplete', reason: `${rejected}${REJECTED}` };
}
