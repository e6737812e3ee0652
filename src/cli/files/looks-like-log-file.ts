import { constants, gunzipSync } from 'node:zlib';
import { type LocalFile, openLocalFile } from '../../local/local-log-file';

/** Names of log files. Such a file is always read, so that a damaged one is reported. */
const LOG_FILE_NAME = /\.json(?:\.gz)?$/;
/** Names of files that may contain CloudTrail events. Their content decides. */
const CANDIDATE_NAME = /\.(?:json|jsonl|ndjson|log|txt|gz)$/i;

const READ_BYTES = 4_096;

/**
 * Tells whether a file in a folder or a zip file should be read: by its name, or if it has another
 * usual name and its content starts like JSON.
 * @throws the error of reading the file
 */
export async function looksLikeLogFile(file: LocalFile): Promise<boolean> {
  if (LOG_FILE_NAME.test(file.name)) return true;
  return CANDIDATE_NAME.test(file.name) && startsLikeJson(await readStart(file));
}

/**
 * Tells whether a file is a zip file.
 * @param whateverName look into files without a name for it, too
 * @throws the error of reading the file
 */
export async function isZipFile(file: LocalFile, whateverName: boolean): Promise<boolean> {
  if (!whateverName && !/\.zip$/i.test(file.name)) return false;
  return (await readStart(file)).subarray(0, 4).toString('latin1') === 'PK\x03\x04';
}

async function readStart(file: LocalFile): Promise<Buffer> {
  const { body } = await openLocalFile(file);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= READ_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, READ_BYTES);
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
