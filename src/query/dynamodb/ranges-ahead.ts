import type { IndexEntry, WireItem } from './index-entry';
import type { PartitionPage } from './partition-buffer';
import type { RangeStep, ReadSteps } from './read-steps';

/** Ranges of a partition that are read ahead at most. With the eight partitions of traffic, that is 32 requests at once. */
const MOST_AHEAD = 4;

type Page = PartitionPage<IndexEntry, WireItem>;

/**
 * Reads ranges of a partition before they have their turn, because a question about something rare would else wait for each of
 * many short ones. One at first, as the page may need no more, then twice as many each time.
 */
export class RangesAhead {
  readonly #readRange: (step: RangeStep, limit: number) => Promise<Page>;
  readonly #steps: ReadSteps;
  readonly #mayReadAhead: () => boolean;
  /** By the position of their steps. */
  readonly #pages = new Map<number, Promise<Page>>();
  #most = 1;
  /** The last step that was looked at. */
  #lookedAt = 0;
  #isLooking = false;

  constructor(
    readRange: (step: RangeStep, limit: number) => Promise<Page>,
    steps: ReadSteps,
    mayReadAhead: () => boolean,
  ) {
    this.#readRange = readRange;
    this.#steps = steps;
    this.#mayReadAhead = mayReadAhead;
  }

  /** The first page of a range. */
  read(position: number, step: RangeStep, limit: number): Promise<Page> {
    const page = this.#pages.get(position) ?? this.#readRange(step, limit);
    this.#pages.delete(position);
    this.#lookedAt = Math.max(this.#lookedAt, position);
    void this.#lookAhead(limit);
    this.#most = Math.min(MOST_AHEAD, 2 * this.#most);
    return page;
  }

  async #lookAhead(limit: number): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    while (this.#pages.size < this.#most && this.#mayReadAhead()) {
      const position = this.#lookedAt + 1;
      // A failure is thrown when the step has its turn.
      const step = await this.#steps.step(position).catch(() => undefined);
      if (step === undefined || ('range' in step && step.isLast)) break;
      // Its turn may have come in the meantime.
      if (position <= this.#lookedAt) continue;
      this.#lookedAt = position;
      if (!('range' in step)) continue;
      const page = this.#readRange(step, limit);
      page.catch(() => {});
      this.#pages.set(position, page);
    }
    this.#isLooking = false;
  }
}
