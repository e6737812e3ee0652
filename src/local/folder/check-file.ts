import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { SegmentFile } from './commit';
import { toFolderError, toSystemCode } from './folder-error';
import { damagedFile, toSha256 } from './sealed-text';

/** Read at once while checking. */
const CHUNK_BYTES = 1024 * 1024;

/** A missing file keeps its cause, by which `withFreshState` knows it. */
export function toReadError(path: string, error: unknown): Error {
  return toSystemCode(error) === 'ENOENT'
    ? damagedFile(path, 'it is missing', error)
    : toFolderError(`Cannot read ${path}`, error);
}

function expectEqual(path: string, file: SegmentFile, bytes: number, sha256?: string): void {
  if (bytes !== file.bytes) throw damagedFile(path, `it has ${bytes} bytes instead of ${file.bytes}`);
  if (sha256 !== undefined && sha256 !== file.sha256) {
    throw damagedFile(path, 'its SHA-256 does not match its commit');
  }
}

/** Files up to this size are read as a whole: a stream costs as much as hashing half a megabyte. */
const WHOLE_BYTES = 4 * 1024 * 1024;

async function hashFile(path: string, bytes: number): Promise<string> {
  if (bytes <= WHOLE_BYTES) return toSha256(await readFile(path));
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: CHUNK_BYTES }), hash);
  return hash.digest('hex');
}

/**
 * Describes a file that was just written, for the commit that will name it.
 * @param path relative to the data folder, such as `events/<id>.parquet`
 */
export async function toSegmentFile(folder: string, path: string): Promise<SegmentFile> {
  const whole = join(folder, path);
  try {
    const { size } = await stat(whole);
    return { path, bytes: size, sha256: await hashFile(whole, size) };
  } catch (error) {
    throw toReadError(whole, error);
  }
}

/**
 * Checks size and SHA-256 of a file before its rows are used: DuckDB does not notice damage.
 * @throws AuditTrailError `DamagedFile`, naming the file; `Configuration` when it cannot be read
 */
export async function checkFile(folder: string, file: SegmentFile): Promise<void> {
  const path = join(folder, file.path);
  try {
    expectEqual(path, file, (await stat(path)).size);
    expectEqual(path, file, file.bytes, await hashFile(path, file.bytes));
  } catch (error) {
    throw toSystemCode(error) ? toReadError(path, error) : error;
  }
}

/**
 * Reads a whole file and checks it. For small files.
 * @throws AuditTrailError as `checkFile`
 */
export async function readCheckedFile(folder: string, file: SegmentFile): Promise<Buffer> {
  const path = join(folder, file.path);
  const bytes = await readFile(path).catch((error) => {
    throw toReadError(path, error);
  });
  expectEqual(path, file, bytes.length, toSha256(bytes));
  return bytes;
}
