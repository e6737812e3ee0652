import type { LogFileSource, OpenedLogFile } from '../../trail/log-file-source';
import { localLogFile } from './local-log-file';
import type { PlannedFile } from './planned-file';

/** Opens files of this machine, or objects of `source`, and counts the bytes that are read. */
export function fileOpener(
  source: LogFileSource | undefined,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): (file: PlannedFile) => Promise<OpenedLogFile> {
  return async (file) => {
    const { bucket, key, local, etag } = file;
    const from = local ? localLogFile(local) : source!;
    const opened = await from.open({ bucket, key, ...(!local && etag && { ifMatch: etag }) }, signal);
    return { ...opened, body: counted(opened.body, onBytes, signal) };
  };
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
