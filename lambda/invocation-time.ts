import { setMaxListeners } from 'node:events';
import { AuditTrailError } from '../src/errors';

/** Milliseconds of an invocation kept for what follows reading and writing: directory, ledger, answer. */
const COMPLETION_MILLISECONDS = 5_000;
/** Milliseconds of an invocation kept for the answer and the metrics. */
const ANSWER_MILLISECONDS = 1_000;

/** How long the two parts of an invocation may take, in milliseconds from now. */
export interface TimePlan {
  readonly work: number;
  readonly completion: number;
}

/** Plans an invocation with so many milliseconds left. Short invocations keep back shares, not seconds. */
export function planTime(left: number): TimePlan {
  return {
    work: Math.max(0, left - Math.min(COMPLETION_MILLISECONDS, left / 4)),
    completion: Math.max(0, left - Math.min(ANSWER_MILLISECONDS, left / 10)),
  };
}

/**
 * The time of one invocation. Its signals reach every call that the invocation makes, so that it always
 * answers before Lambda ends it.
 */
export class InvocationTime {
  readonly #work = new AbortController();
  readonly #completion = new AbortController();
  readonly #timers: readonly NodeJS.Timeout[];

  /** @param left milliseconds until Lambda ends the invocation */
  constructor(left: number) {
    const plan = planTime(left);
    // Every file that is read at the same time listens.
    for (const { signal } of [this.#work, this.#completion]) setMaxListeners(0, signal);
    this.#timers = [abortIn(plan.work, this.#work), abortIn(plan.completion, this.#completion)];
  }

  /** Aborted when reading files and writing their events must end. */
  get workSignal(): AbortSignal {
    return this.#work.signal;
  }

  /** Aborted when the directory and the ledger must be written. */
  get completionSignal(): AbortSignal {
    return this.#completion.signal;
  }

  /** Ends the invocation. The signals are not aborted any more. */
  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}

const abortIn = (milliseconds: number, controller: AbortController): NodeJS.Timeout =>
  setTimeout(() => {
    controller.abort(new AuditTrailError('OutOfTime', 'The invocation ran out of time.'));
  }, milliseconds);
