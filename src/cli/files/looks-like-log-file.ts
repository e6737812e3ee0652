import { open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';

/** Names that are log files unless their content shows otherwise when they are read. */
const LOG_FILE_NAME = /\.json(?:\.gz)?$/;
/** Names of files that may hold CloudTrail events; their content decides. */
const CANDIDATE_NAME = /\.(?:json|jsonl|ndjson|log|txt|gz)$/i;

const READ_BYTES = 4_096;

/**
 * Tells whether a file in a folder should be read. A file named `.json` or `.json.gz` is, so that a
 * damaged one is reported; one with another usual name is if its content starts like JSON.
 * @throws the error of reading the file
 */
export async function looksLikeLogFile(path: string | Buffer, name: string): Promise<boolean> {
  if (LOG_FILE_NAME.test(name)) return true;
  return CANDIDATE_NAME.test(name) && startsLikeJson(await readStart(path));
}

async function readStart(path: string | Buffer): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const startsLikeJson = (start: Buffer): boolean => /^\ufeff?\s*[{[]/.test(inflateStart(start).toString());

/** Inflates gzip. The start of damaged gzip counts as JSON, so that reading the file reports the damage. */
function inflateStart(start: Buffer): Buffer {
  if (start[0] !== 0x1f || start[1] !== 0x8b) return start;
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1 << 24 });
  } catch {
    return Buffer.from('{');
  }
}
