import type { FileResult } from './ingest-lane';
import { type Lane, type LaneContext, openLane } from './lane';
import type { PlannedFile } from './planned-file';
import type { SegmentCommitter } from './segment-committer';
import { openWorkerLane } from './worker-lane';

export interface LanesOptions extends Omit<LaneContext, 'committer'> {
  readonly committer: SegmentCommitter;
  /** Number of lanes. With one, all work is done in this thread. */
  readonly jobs: number;
}

/** Files and bytes that a lane gets at once. */
const FILES_AT_ONCE = 32;
const BYTES_AT_ONCE = 2 ** 22;

/** Reads all files and commits what they hold. */
export async function runLanes(
  files: readonly PlannedFile[],
  { committer, jobs, ...context }: LanesOptions,
): Promise<FileResult[]> {
  if (files.length === 0) return [];
  const results: FileResult[] = [];
  const laneContext: LaneContext = {
    ...context,
    committer: {
      reserve: (groups) => committer.reserve(groups),
      commit: async (batch, done) => {
        await committer.commit(batch);
        results.push(...done);
      },
    },
  };
  const lanes =
    jobs === 1
      ? [await openLane(laneContext)]
      : Array.from({ length: jobs }, () => openWorkerLane(laneContext));
  try {
    const delivered = files.filter(({ isDelivered }) => isDelivered);
    const others = files.filter(({ isDelivered }) => !isDelivered);
    // One after the other, so that copies are compared with all events that were delivered.
    for (const kind of [delivered, others]) if (kind.length > 0) await runAll(kind, lanes, context.signal);
    return results;
  } catch (error) {
    committer.abort(error);
    throw error;
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
  }
}

async function runAll(
  files: readonly PlannedFile[],
  lanes: readonly Lane[],
  signal: AbortSignal,
): Promise<void> {
  let next = 0;
  const take = (): readonly PlannedFile[] => {
    const start = next;
    // Fewer towards the end, so that all lanes end at about the same time.
    const most = Math.min(FILES_AT_ONCE, Math.ceil((files.length - start) / (4 * lanes.length)));
    for (let bytes = 0; next < files.length && next - start < most && bytes < BYTES_AT_ONCE; next++) {
      bytes += files[next]!.bytes;
    }
    return files.slice(start, next);
  };
  let failed = false;
  const run = async (lane: Lane) => {
    try {
      while (next < files.length && !signal.aborted && !failed) await lane.ingest(take());
      if (!failed) await lane.finish();
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  await Promise.all(lanes.map(run));
}
