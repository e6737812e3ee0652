import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { AuditTrailError, toMessage } from '../../errors';
import type { LogFileSource } from '../../trail/log-file-source';
import { type LocalFile, localLogFile, toLocalEtag } from './local-log-file';
import type { PlannedFile } from './planned-file';

/** A file that is open for reading. */
export interface OpenedFile {
  /** The bytes as stored: all of them if the file is small. */
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
  readonly etag: string;
  readonly versionId?: string | undefined;
}

export type OpenFile = (file: PlannedFile) => Promise<OpenedFile>;

/** Files up to this size are read at once, which takes half the time of a stream. */
const WHOLE_BYTES = 2 ** 22;

/** Opens files of this machine, or objects of `source`, and counts the bytes that are read. */
export function fileOpener(
  source: LogFileSource | undefined,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): OpenFile {
  return async (file) => {
    const { local, bytes } = file;
    if (local && !local.entry && bytes <= WHOLE_BYTES) {
      const opened = readWhole(local);
      onBytes(opened.content.length);
      return opened;
    }
    const opened = await openStream(file, source, signal);
    return { ...opened, content: counted(opened.body, onBytes, signal) };
  };
}

function openStream(
  { bucket, key, local, etag }: PlannedFile,
  source: LogFileSource | undefined,
  signal: AbortSignal,
) {
  if (local) return localLogFile(local).open({ bucket, key });
  // The object may have been replaced since it was listed. Its new content is then read the next time.
  return source!.open({ bucket, key, ...(etag !== undefined && { ifMatch: etag }) }, signal);
}

/** Synchronous, because each promise of the file system takes as long as reading a small file does. */
function readWhole({ path, name }: LocalFile): OpenedFile & { content: Uint8Array } {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const etag = toLocalEtag(fstatSync(file));
    return { content: readFileSync(file), etag };
  } catch (error) {
    throw new AuditTrailError('ObjectUnavailable', `Cannot read ${name}: ${toMessage(error)}`, {
      cause: error,
    });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    onBytes(chunk.length);
    yield chunk;
  }
}
