import { setTimeout as sleep } from 'node:timers/promises';
import { AuditTrailError } from '../../errors';
import { RateLimit } from '../../store/rate-limit';
import type { ListedObject } from '../aws/list-objects';
import { MESSAGES_PER_REQUEST, type Queue, type QueueDepth } from '../aws/queue';
import { Pace } from './pace';
import { FILES_PER_MESSAGE, toMessages } from './to-messages';

export interface FileSenderOptions {
  readonly queue: Queue;
  readonly bucket: string;
  /** Maximum number of log files in a second. Default: no limit. */
  readonly rate?: number | undefined;
  /** Aborted to send nothing more. */
  readonly signal: AbortSignal;
}

/** The queue is measured this often: SQS's counts lag behind by seconds, and a measurement costs a request. */
const MEASURED_EVERY_MS = 1_000;
/** Time in which the queue may not drain at all: more than the longest invocation with its retry. */
const STALLED_MS = 15 * 60_000;

/** Sends log files to the ingest queue, as fast as the queue drains. */
export class FileSender {
  readonly #options: FileSenderOptions;
  readonly #pace = new Pace();
  readonly #limit: RateLimit;
  /** So that a low rate is not sent in bursts. */
  readonly #messagesAtOnce: number;
  /** The call in progress. Calls run one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #depth: QueueDepth | undefined;
  #measuredAt = Number.NEGATIVE_INFINITY;
  #sent = 0;

  constructor(options: FileSenderOptions) {
    this.#options = options;
    const { rate = Number.POSITIVE_INFINITY } = options;
    this.#limit = new RateLimit(rate);
    this.#messagesAtOnce = Math.min(MESSAGES_PER_REQUEST, Math.max(1, Math.floor(rate / FILES_PER_MESSAGE)));
  }

  /** Number of log files that were sent. */
  get sent(): number {
    return this.#sent;
  }

  /** The last measurement. Undefined before the first. */
  get depth(): QueueDepth | undefined {
    return this.#depth;
  }

  /**
   * Sends log files, and waits while the queue has enough to do. Sends no more once the signal is aborted.
   * @throws AuditTrailError `ServiceFailed`; `OutOfTime` if no message is finished for 15 minutes
   */
  send(files: readonly ListedObject[]): Promise<void> {
    const turn = this.#turn.then(() => this.#send(files));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /**
   * Measures the queue, at most once a second: waits until then.
   * @throws AuditTrailError as `send`
   */
  async measure(): Promise<QueueDepth | undefined> {
    await this.#wait(this.#measuredAt + MEASURED_EVERY_MS - performance.now());
    if (this.#options.signal.aborted) return this.#depth;
    this.#depth = await this.#options.queue.depth();
    this.#measuredAt = performance.now();
    this.#pace.observe(this.#depth, this.#measuredAt);
    if (this.#pace.stalledFor(this.#measuredAt) > STALLED_MS)
      throw stalled(this.#options.queue.url, this.#depth);
    return this.#depth;
  }

  async #send(files: readonly ListedObject[]): Promise<void> {
    const { queue, bucket, signal } = this.#options;
    const messages = toMessages(bucket, files);
    for (let next = 0; next < messages.length && !signal.aborted; ) {
      if (this.#pace.allowed === 0 || performance.now() - this.#measuredAt > MEASURED_EVERY_MS) {
        await this.measure();
        continue;
      }
      const count = Math.min(this.#messagesAtOnce, this.#pace.allowed);
      const part = messages.slice(next, next + count);
      const partFiles = part.reduce((sum, message) => sum + message.files, 0);
      await this.#wait(this.#limit.take(partFiles, performance.now()));
      if (signal.aborted) return;
      await queue.send(part.map(({ body }) => body));
      this.#pace.noteSent(part.length);
      this.#sent += partFiles;
      next += part.length;
    }
  }

  /** Ends early once the signal is aborted. */
  async #wait(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return;
    await sleep(milliseconds, undefined, { signal: this.#options.signal }).catch(() => {});
  }
}

const stalled = (url: string, { waiting, inFlight }: QueueDepth) =>
  new AuditTrailError(
    'OutOfTime',
    `No message was finished for 15 minutes: ${waiting} wait in ${url}, and ${inFlight} are being read. ` +
      'Check the ingest function, as docs/runbook.md describes under "Notifications wait too long". ' +
      'Then run the same command again to go on.',
  );
