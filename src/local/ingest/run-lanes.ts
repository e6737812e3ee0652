import { createExclusion } from '../../ingest/exclusion';
import { riskAssessor } from '../../rules/assess-risk';
import { readLogFile } from '../../trail/log-file';
import { readAnyShape } from '../../trail/shapes/read-any-shape';
import { openDatabase } from '../duckdb/database';
import { SegmentWriter } from '../segments/segment-writer';
import { type FileResult, IngestLane } from './ingest-lane';
import { localSettings } from './local-settings';
import { fileOpener } from './open-file';
import type { PlannedFile } from './planned-file';
import { rewriteSegment } from './rewrite-segment';
import type { SegmentCommitter } from './segment-committer';

export interface LanesOptions {
  readonly folder: string;
  readonly committer: SegmentCommitter;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/** MiB for the database that writes segments. */
const WRITER_MEMORY_MIB = 150;

/** Reads all files and commits what they hold. */
export async function runLanes(
  files: readonly PlannedFile[],
  { folder, committer, signal, onBytes }: LanesOptions,
): Promise<FileResult[]> {
  if (files.length === 0) return [];
  const results: FileResult[] = [];
  const database = await openDatabase({ threads: 1, memoryMiB: WRITER_MEMORY_MIB });
  try {
    const { connection } = database;
    const settings = localSettings();
    const classify = { assessRisk: riskAssessor(settings) };
    const exclusion = createExclusion(settings, Date.now());
    const { maximumInflatedBytes } = settings;
    const lane = new IngestLane({
      open: fileOpener(undefined, onBytes, signal),
      toOptions: ({ isDelivered }) => ({
        classify,
        exclusion,
        maximumInflatedBytes,
        readEvents: isDelivered ? readLogFile : readAnyShape,
      }),
      writer: new SegmentWriter(connection, folder),
      rewrite: (segment, identities) => rewriteSegment(connection, folder, segment, identities),
      signal,
      committer: {
        reserve: (groups) => committer.reserve(groups),
        commit: async (batch, done) => {
          await committer.commit(batch);
          results.push(...done);
        },
      },
    });
    let isDelivered = true;
    for (const file of files) {
      if (signal.aborted) break;
      // Copies are compared with all events that were delivered.
      if (isDelivered && !file.isDelivered) await lane.finish();
      isDelivered = file.isDelivered;
      await lane.ingest(file);
    }
    await lane.finish();
    return results;
  } catch (error) {
    committer.abort(error);
    throw error;
  } finally {
    database.close();
  }
}
