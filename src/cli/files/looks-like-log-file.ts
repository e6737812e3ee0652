import { open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { EXPORT_KEY, isExportName } from '../../local/export/export-name';
import { type LocalFile, openLocalFile } from '../../local/ingest/local-log-file';

/** Names of log files. Such a file is always read, so that a damaged one is reported. */
const LOG_FILE_NAME = /\.json(?:\.gz)?$/;
/** Names of files that may contain CloudTrail events. Their content decides: Firehose writes names without an ending. */
const CANDIDATE_NAME = /\.(?:json|jsonl|ndjson|log|txt|gz)$/i;
/** Names for the output of `aws cloudtrail list-public-keys`, which people keep beside log files. Its content decides. */
const KEYS_NAME = /keys[^\\/]*\.json$/i;
const NAME_WITHOUT_ENDING = /(?:^|[\\/])[^.\\/]+$/;

const READ_BYTES = 4_096;

/**
 * Tells whether a file in a folder or a zip file should be read: by its name, or if it has another
 * usual name and its content starts like JSON or contains an event.
 * @throws the error of reading the file
 */
export async function looksLikeLogFile(file: LocalFile): Promise<boolean> {
  if (KEYS_NAME.test(file.name) && KEYS.test(decode(await readStart(file)))) return false;
  if (LOG_FILE_NAME.test(file.name)) return true;
  if (isExportName(file.name)) return isExport(file);
  const isCandidate = CANDIDATE_NAME.test(file.name);
  if (!isCandidate && !NAME_WITHOUT_ENDING.test(file.name)) return false;
  const start = decode(inflateStart(await readStart(file)));
  return EVENT.test(start) || (isCandidate && JSON_START.test(start));
}

/** The metadata of a Parquet file lies at its end. Exports in zip files are not found. */
async function isExport({ path, entry }: LocalFile): Promise<boolean> {
  if (entry) return false;
  const file = await open(path);
  try {
    const start = Math.max(0, (await file.stat()).size - READ_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, start);
    return buffer.subarray(0, bytesRead).includes(EXPORT_KEY);
  } finally {
    await file.close();
  }
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

const KEYS = /^\ufeff?\s*\{\s*"PublicKeyList"\s*:/;
const JSON_START = /^\ufeff?\s*[{[]/;
/** A field that every event begins with, or the same as a column or in a text. Not the header of CSV. */
const EVENT =
  /\{[^\n]*\\?"event(?:version|source|name|time|json)\\?"|^\s*\\?"event(?:version|source)\\?"\s*:/im;

/** Decodes UTF-8, or UTF-16 with a byte order mark. */
function decode(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return start.toString('utf16le');
  return start.toString();
}

/** Inflates gzip. The start of damaged gzip counts as JSON, so that reading the file reports the damage. */
function inflateStart(start: Buffer): Buffer {
  if (start[0] !== 0x1f || start[1] !== 0x8b) return start;
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1 << 24 });
  } catch {
    return Buffer.from('{');
  }
}
