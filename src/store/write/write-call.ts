import { AuditTrailError } from '../../errors';

export interface WriteOptions {
  /** Ends the call when it is aborted. Until then, throttling is waited out. */
  readonly signal?: AbortSignal | undefined;
}

/** One call of `write`, from its start until all its items are written or it has failed. */
export class WriteCall {
  /** Items that are not written yet. */
  missing = 0;
  settled = false;
  /** The last error that concerned items of this call. */
  lastError: unknown;
  /** Settles with the call. */
  readonly done: Promise<void>;
  readonly #signal: AbortSignal | undefined;
  readonly #onSettled: (call: WriteCall, error?: AuditTrailError) => void;
  #finish: (error?: AuditTrailError) => void = () => {};

  /** @param onSettled called once, before `done` is settled */
  constructor({ signal }: WriteOptions, onSettled: (call: WriteCall, error?: AuditTrailError) => void) {
    this.#signal = signal;
    this.#onSettled = onSettled;
    this.done = new Promise<void>((resolve, reject) => {
      this.#finish = (error) => (error ? reject(error) : resolve());
    });
    if (signal?.aborted) this.runOutOfTime();
  }

  /** Has a signal that says when to give up. */
  get isPatient(): boolean {
    return this.#signal !== undefined;
  }

  /** An item is written. */
  itemWritten(): void {
    this.missing -= 1;
    if (this.missing === 0) this.settle();
  }

  /** Ends the call; only the first time counts. */
  settle(error?: AuditTrailError): void {
    if (this.settled) return;
    this.settled = true;
    this.#onSettled(this, error);
    this.#finish(error);
  }

  /** Ends the call because its signal is aborted. */
  runOutOfTime(): void {
    const message = `${this.missing || 'Some'} items were not written in time.`;
    const cause = this.lastError ?? this.#signal?.reason;
    this.settle(new AuditTrailError('OutOfTime', message, { cause }));
  }
}
