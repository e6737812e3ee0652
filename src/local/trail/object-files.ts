import { close, createReadStream, open, read } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ObjectBody, OpenedDigest } from '../../assure/trail-source';
import { AuditTrailError, toMessage } from '../../errors';
import { parseSavedMetadata } from '../../trail/digest-metadata';

/** Ending of the file beside a digest that holds the metadata of its S3 object. */
export const METADATA_ENDING = '.metadata.json';

export const unavailable = (path: string, cause: unknown): AuditTrailError =>
  cause instanceof AuditTrailError
    ? cause
    : new AuditTrailError('ObjectUnavailable', `Cannot read ${path}: ${toMessage(cause)}`, { cause });

export const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

/** A file below this size is read at once. */
const SMALL_BYTES = 64 * 1024;

/**
 * Reads the saved metadata of a digest.
 * @throws AuditTrailError `ObjectUnavailable` if it cannot be read; the error of the file system if there is no digest
 */
export async function readMetadata(digest: string): Promise<OpenedDigest['metadata']> {
  const path = digest + METADATA_ENDING;
  try {
    const { size } = await stat(path);
    if (size > SMALL_BYTES) throw new Error(`it has ${size} bytes, but metadata has at most ${SMALL_BYTES}`);
    return parseSavedMetadata(await readFile(path, 'utf8'));
  } catch (error) {
    if (!isMissing(error)) throw unavailable(path, error);
    // Without the digest itself, it is the digest that is missing.
    await stat(digest);
    const message = `The metadata of the digest is missing: save the output of "aws s3api head-object" as ${path}.`;
    throw new AuditTrailError('ObjectUnavailable', message, { cause: error });
  }
}

/** Buffers that no read uses at present. A new one for each file makes garbage collection the largest cost. */
const buffers: Buffer[] = [];
// These take half the time of the file handles of `node:fs/promises`.
const openFile = promisify(open);
const readAt = promisify(read);
const closeFile = promisify(close);

/**
 * Opens a file. Errors while reading are `ObjectUnavailable`.
 * @throws the error of the file system
 */
export async function readBody(path: string): Promise<ObjectBody> {
  const file = await openFile(path, 'r');
  const buffer = buffers.pop() ?? Buffer.allocUnsafeSlow(SMALL_BYTES);
  let isRead = true;
  try {
    const { bytesRead } = await readAt(file, buffer, 0, SMALL_BYTES, 0);
    isRead = bytesRead < SMALL_BYTES;
    return isRead ? Buffer.from(buffer.subarray(0, bytesRead)) : inManyPieces(file, path);
  } finally {
    buffers.push(buffer);
    if (isRead) await closeFile(file);
  }
}

async function* inManyPieces(fd: number, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { fd, start: 0 });
  } catch (error) {
    throw unavailable(path, error);
  }
}
