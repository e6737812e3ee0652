import { parentPort, workerData } from 'node:worker_threads';
import { Calls } from './calls';
import type { Committer } from './ingest-lane';
import { type Lane, openLane } from './lane';
import type { PlannedFile } from './planned-file';
import type { S3Access } from './s3-objects';

/** What a worker is started with. */
export interface WorkerData {
  readonly folder: string;
  readonly s3?: S3Access | undefined;
}

/** What the thread that commits offers to a worker. */
export type CommitterCalls = {
  reserve: Committer['reserve'];
  commit: Committer['commit'];
  noteBytes: (bytes: number) => Promise<void>;
};

/** What a worker offers. */
export type WorkerCalls = {
  ingest: (files: readonly PlannedFile[]) => Promise<void>;
  finish: () => Promise<void>;
  interrupt: () => Promise<void>;
  close: () => Promise<void>;
};

/** Progress is told after this number of bytes. */
const NOTED_BYTES = 2 ** 18;

/** Reads files in a thread of its own. */
function main(port: NonNullable<typeof parentPort>, { folder, s3 }: WorkerData): void {
  const interruption = new AbortController();
  let bytes = 0;
  const noteBytes = async (read: number, atLeast: number) => {
    bytes += read;
    if (bytes < atLeast) return;
    const noted = bytes;
    bytes = 0;
    await committer.call('noteBytes', noted);
  };
  let opening: Promise<Lane> | undefined;
  const lane = () => {
    opening ??= openLane({
      folder,
      s3,
      committer: {
        reserve: (groups) => committer.call('reserve', groups),
        commit: (batch, results) => committer.call('commit', batch, results),
      },
      signal: interruption.signal,
      onBytes: (read) => void noteBytes(read, NOTED_BYTES),
    });
    return opening;
  };
  const committer = new Calls<CommitterCalls>(port, {
    ingest: async (files: readonly PlannedFile[]) => (await lane()).ingest(files),
    finish: async () => {
      await noteBytes(0, 1);
      await (await lane()).finish();
    },
    interrupt: async () => interruption.abort(),
    close: async () => {
      await (await opening)?.close();
      // The thread ends when it has nothing more to do. Ending it from outside could abort the process, because
      // DuckDB's module may still be at work.
      setImmediate(() => port.close());
    },
  } satisfies WorkerCalls);
}

if (parentPort) main(parentPort, workerData as WorkerData);
