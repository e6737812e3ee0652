import type { WriteCall } from './write-call';

/**
 * Ends calls when their signals are aborted, with one listener for each signal: one for each call would cost
 * more than writing a ledger entry does.
 */
export class CallsBySignal {
  readonly #calls = new WeakMap<AbortSignal, Set<WriteCall>>();

  add(call: WriteCall, signal: AbortSignal): void {
    const known = this.#calls.get(signal);
    if (known) {
      known.add(call);
      return;
    }
    const calls = new Set([call]);
    this.#calls.set(signal, calls);
    signal.addEventListener('abort', () => {
      for (const open of calls) open.runOutOfTime();
    });
  }

  delete(call: WriteCall, signal: AbortSignal): void {
    this.#calls.get(signal)?.delete(call);
  }
}
