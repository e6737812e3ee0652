import { setMaxListeners } from 'node:events';
import type { S3Client } from '@aws-sdk/client-s3';
import type { LogFileSource } from '../../trail/log-file-source';
import { openDatabase } from '../duckdb/database';
import { SegmentWriter } from '../segments/segment-writer';
import { type Committer, IngestLane } from './ingest-lane';
import { fileOpener } from './open-file';
import type { PlannedFile } from './planned-file';
import { ReadAhead } from './read-ahead';
import { fileReadOptions } from './read-options';
import { rewriteSegment } from './rewrite-segment';
import { createS3Client, type S3Access } from './s3-objects';

/** Reads files, in this thread or in one of its own. */
export interface Lane {
  /** Reads files one after the other. Their rows may wait for those of others. */
  ingest(files: readonly PlannedFile[]): Promise<void>;
  /** Commits everything that was read. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** What a lane works with. */
export interface LaneContext {
  readonly folder: string;
  /** How to reach S3, if objects are read. */
  readonly s3?: S3Access | undefined;
  readonly committer: Committer;
  /** Aborted when files that are not read to their end shall be left. */
  readonly signal: AbortSignal;
  /** Called with the number of bytes that were read since the last call. */
  readonly onBytes: (bytes: number) => void;
}

/** MiB for the database that writes segments. */
const WRITER_MEMORY_MIB = 150;

/** Opens a lane in this thread. */
export async function openLane({ folder, s3, committer, signal, onBytes }: LaneContext): Promise<Lane> {
  // Every object that is requested at the same time listens.
  setMaxListeners(0, signal);
  const database = await openDatabase({ threads: 1, memoryMiB: WRITER_MEMORY_MIB });
  const { connection } = database;
  const client = s3 && (await createS3Client(s3));
  const readAhead = new ReadAhead(fileOpener(client && toSource(client), onBytes, signal));
  const lane = new IngestLane({
    open: readAhead.open,
    toOptions: fileReadOptions(),
    writer: new SegmentWriter(connection, folder),
    rewrite: (segment, identities) => rewriteSegment(connection, folder, segment, identities),
    signal,
    committer,
  });
  // DuckDB must not be closed while a statement runs.
  let running: Promise<void> = Promise.resolve();
  const run = (task: () => Promise<void>): Promise<void> => {
    const next = running.then(task);
    running = next.catch(() => {});
    return next;
  };
  const ingest = async (files: readonly PlannedFile[]) => {
    readAhead.start(files.filter(({ local }) => local === undefined));
    for (const file of files) {
      if (signal.aborted) return;
      await lane.ingest(file);
    }
  };
  return {
    ingest: (files) => run(() => ingest(files)),
    finish: () => run(() => lane.finish()),
    close: () =>
      run(async () => {
        client?.destroy();
        database.close();
      }),
  };
}

/** Loads the SDK only where objects are read. With `require`, because a worker in a checkout cannot import. */
function toSource(client: S3Client): LogFileSource {
  const { s3LogFileSource } =
    require('../../trail/log-file-source') as typeof import('../../trail/log-file-source');
  return s3LogFileSource(client);
}
