import type { IngestResults } from './ingest-results';
import { type Lane, type LaneContext, openLane } from './lane';
import { limitOldMemory } from './limit-old-memory';
import type { PlannedFile } from './planned-file';
import type { SegmentCommitter } from './segment-committer';
import { openWorkerLane } from './worker-lane';

export interface LanesOptions extends Omit<LaneContext, 'committer'> {
  readonly committer: SegmentCommitter;
  /** Told what became of each file, when its events are committed. */
  readonly results: IngestResults;
  /** Number of lanes. With one, all work is done in this thread. */
  readonly jobs: number;
}

/** Files and bytes that a lane gets at once. */
const FILES_AT_ONCE = 32;
const BYTES_AT_ONCE = 2 ** 22;

/**
 * Percent by which V8's old generation grows before it is collected. With 75, one job takes 5 % more CPU. Each of several
 * threads has less that is alive, and would collect it more often.
 */
const [GROWTH, GROWTH_OF_THREADS] = [100, 200];

/** Lanes that read files side by side. */
export class Lanes {
  readonly #lanes: readonly Lane[];
  readonly #committer: SegmentCommitter;
  readonly #signal: AbortSignal;

  private constructor(lanes: readonly Lane[], committer: SegmentCommitter, signal: AbortSignal) {
    this.#lanes = lanes;
    this.#committer = committer;
    this.#signal = signal;
  }

  static async open({ committer, results, jobs, ...context }: LanesOptions): Promise<Lanes> {
    const open: Lane[] = [];
    const lanes = new Lanes(open, committer, context.signal);
    const laneContext: LaneContext = {
      ...context,
      committer: {
        reserve: (groups) => committer.reserve(groups),
        commit: async (batch, done) => {
          await committer.commit(batch);
          for (const result of done) results.add(result);
        },
      },
    };
    limitOldMemory(jobs === 1 ? GROWTH : GROWTH_OF_THREADS);
    if (jobs === 1) open.push(await openLane(laneContext));
    else for (let job = 0; job < jobs; job++) open.push(openWorkerLane(laneContext));
    return lanes;
  }

  /**
   * Reads files and commits what they hold. The files that CloudTrail delivered come first, so that copies of
   * their events in other files are known to be copies.
   * @param files in the order in which they are read
   * @throws the first error that is not of a file. Nothing can be read after it.
   */
  async run(files: readonly PlannedFile[]): Promise<void> {
    await this.#runAll(files.filter(({ isDelivered }) => isDelivered));
    await this.#runAll(files.filter(({ isDelivered }) => !isDelivered));
  }

  async #runAll(files: readonly PlannedFile[]): Promise<void> {
    if (files.length === 0) return;
    let next = 0;
    const take = (): readonly PlannedFile[] => {
      const start = next;
      // Fewer towards the end, so that all lanes end at about the same time.
      const most = Math.min(FILES_AT_ONCE, Math.ceil((files.length - start) / (4 * this.#lanes.length)));
      for (let bytes = 0; next < files.length && next - start < most && bytes < BYTES_AT_ONCE; next++) {
        bytes += files[next]!.bytes;
      }
      return files.slice(start, next);
    };
    let failed = false;
    const run = async (lane: Lane) => {
      try {
        while (next < files.length && !this.#signal.aborted && !failed) await lane.ingest(take());
        if (!failed) await lane.finish();
      } catch (error) {
        failed = true;
        this.#committer.abort(error);
        throw error;
      }
    };
    await Promise.all(this.#lanes.map(run));
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }
}
