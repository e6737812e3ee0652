import type { QueueDepth } from '../aws/queue';

/** Time that messages may wait, so that new log files are not held up for long. */
const BACKLOG_SECONDS = 60;
/** Messages that may wait before it is known how fast the queue drains. */
const FIRST_BACKLOG = 100;
const LARGEST_BACKLOG = 20_000;
/** Weight of the newest measurement of how fast the queue drains. */
const NEWEST_WEIGHT = 0.3;

/**
 * Decides how many messages may be sent, by how fast the queue drains: as many as are finished in a minute may
 * wait. So sending follows what the function and the tables can do, and slows down when DynamoDB throttles.
 */
export class Pace {
  /** Messages that are finished in a second. */
  #drainRate = 0;
  #depth = 0;
  #sentSince = 0;
  #observedAt: number | undefined;
  #drainedAt: number | undefined;

  /** Takes a measurement. @param now milliseconds of a clock */
  observe({ waiting, inFlight }: QueueDepth, now: number): void {
    const depth = waiting + inFlight;
    if (this.#observedAt !== undefined && now > this.#observedAt) {
      const drained = Math.max(0, this.#depth + this.#sentSince - depth);
      const rate = (drained * 1_000) / (now - this.#observedAt);
      this.#drainRate += NEWEST_WEIGHT * (rate - this.#drainRate);
      if (drained > 0) this.#drainedAt = now;
    }
    if (this.#drainedAt === undefined || depth === 0) this.#drainedAt = now;
    this.#observedAt = now;
    this.#depth = depth;
    this.#sentSince = 0;
  }

  /** Notes messages that were sent. */
  noteSent(messages: number): void {
    this.#sentSince += messages;
  }

  /** Number of messages that may be sent now. 0 until the queue was measured. */
  get allowed(): number {
    if (this.#observedAt === undefined) return 0;
    const backlog = Math.min(LARGEST_BACKLOG, Math.max(FIRST_BACKLOG, this.#drainRate * BACKLOG_SECONDS));
    return Math.max(0, Math.floor(backlog - this.#depth - this.#sentSince));
  }

  /** Milliseconds since a message was last finished, or since the queue was empty. */
  stalledFor(now: number): number {
    return this.#drainedAt === undefined ? 0 : now - this.#drainedAt;
  }
}
