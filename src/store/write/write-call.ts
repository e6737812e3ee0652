import { AuditTrailError } from '../../errors';

export interface WriteOptions {
  /** Epoch milliseconds after which to give up; until then throttling is waited out. */
  readonly deadline?: number;
  readonly signal?: AbortSignal;
}

/** One call of `write`, from its start until all its items are written or it has failed. */
export interface WriteCall {
  /** Has a deadline to wait for. */
  readonly isPatient: boolean;
  /** Items that are not written yet. */
  missing: number;
  settled: boolean;
  /** What last went wrong with items of this call. */
  lastError?: unknown;
  /** Ends the call; the first time counts. */
  settle(error?: AuditTrailError): void;
}

const LONGEST_TIMER_MILLISECONDS = 2 ** 31 - 1;

/**
 * Starts a call that fails by itself, with `OutOfTime`, at its deadline or when aborted.
 * @param onFailed called once, before `done` is rejected
 */
export function startCall(
  { deadline, signal }: WriteOptions,
  onFailed: () => void,
): { readonly call: WriteCall; readonly done: Promise<void> } {
  let finish: (error?: AuditTrailError) => void = () => {};
  const done = new Promise<void>((resolve, reject) => {
    finish = (error) => (error ? reject(error) : resolve());
  });
  const outOfTime = () => {
    const message = `${call.missing || 'Some'} items were not written in time.`;
    call.settle(new AuditTrailError('OutOfTime', message, { cause: call.lastError ?? signal?.reason }));
  };
  let timer: NodeJS.Timeout | undefined;
  const call: WriteCall = {
    isPatient: deadline !== undefined,
    missing: 0,
    settled: false,
    settle(error) {
      if (call.settled) return;
      call.settled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', outOfTime);
      if (error) onFailed();
      finish(error);
    },
  };
  const left = deadline === undefined ? undefined : deadline - Date.now();
  if (signal?.aborted || (left !== undefined && left <= 0)) outOfTime();
  else if (left !== undefined) timer = setTimeout(outOfTime, Math.min(left, LONGEST_TIMER_MILLISECONDS));
  if (!call.settled) signal?.addEventListener('abort', outOfTime);
  return { call, done };
}
