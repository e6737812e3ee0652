import { createHash } from 'node:crypto';
import { AuditTrailError } from '../../errors';

/** What to do about a file of a data folder that cannot be read. */
const REBUILD = 'Ingest the log files again into a new folder: ddb-audit ingest PATH... --local NEW_FOLDER';

const VERIFY_AGAIN = 'Verify the log files again: ddb-audit verify TRAIL --public-keys FILE --local FOLDER';
const IN_COVERAGE = /[\\/]coverage[\\/][^\\/]+$/;

/** A file of a data folder that is missing, cut short or changed, with the command that replaces it. */
export const damagedFile = (path: string, reason: string, cause?: unknown) =>
  new AuditTrailError(
    'DamagedFile',
    `${path} is damaged: ${reason}. ${IN_COVERAGE.test(path) ? VERIFY_AGAIN : REBUILD}`,
    { cause },
  );

/** Commits that were made are gone, so nobody knows what else the folder had. */
export const missingCommits = (path: string, newest: number, made: number) =>
  new AuditTrailError(
    'DamagedFile',
    `${path} is damaged: commits up to number ${made} were made, but ${newest === 0 ? 'there is none' : `the newest one there is number ${newest}`}. Restore the missing ones from a copy of the folder. If there is no copy, ingest the log files again into a new folder: ddb-audit ingest PATH... --local NEW_FOLDER`,
  );

export const toSha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

const toHeader = (format: string, sha256: string): string => `${JSON.stringify({ format, sha256 })}\n`;

/** A JSON text under a header line with its format and SHA-256, so that any changed bit is noticed. */
export interface SealedText {
  readonly bytes: Buffer;
  /** SHA-256 of the body, in hexadecimal. */
  readonly sha256: string;
}

export function sealText(format: string, body: unknown): SealedText {
  const text = `${JSON.stringify(body)}\n`;
  const sha256 = toSha256(text);
  return { bytes: Buffer.from(toHeader(format, sha256) + text), sha256 };
}

/**
 * @param path names the file in errors
 * @throws AuditTrailError `DamagedFile` when any byte differs from what was sealed
 */
export function openSealedText(
  path: string,
  format: string,
  bytes: Buffer,
): { readonly body: unknown; readonly sha256: string } {
  const end = bytes.indexOf('\n') + 1;
  const text = bytes.subarray(end);
  const sha256 = toSha256(text);
  // The header is compared as a whole: whatever is changed in it is noticed, too.
  const header = bytes.subarray(0, end);
  if (!header.equals(Buffer.from(toHeader(format, sha256)))) {
    throw damagedFile(path, describeHeader(header.toString(), format, sha256));
  }
  return { body: JSON.parse(text.toString('utf8')), sha256 };
}

/** Another version of the program may have written a file, which it then can read. */
function describeHeader(header: string, format: string, sha256: string): string {
  const other = /^\{"format":"(ddb-audit [a-z]+ \d+)"/.exec(header)?.[1];
  return other !== undefined && other !== format && header === toHeader(other, sha256)
    ? `its format is "${other}" instead of "${format}". If another version of ddb-audit wrote it, use that version`
    : 'its checksum does not match its content';
}
