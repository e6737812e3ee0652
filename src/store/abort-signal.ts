/** How long work may take to say itself what the abort interrupted: it knows more than the signal. */
const GRACE_MILLISECONDS = 50;

/**
 * The result of some work, or, soon after the signal is aborted, a rejection with the signal's reason,
 * even if the work never ends.
 */
export async function untilAborted<Result>(work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  if (!signal) return work;
  let timer: NodeJS.Timeout | undefined;
  let startTimer = () => {};
  const aborted = new Promise<never>((_, reject) => {
    startTimer = () => {
      timer = setTimeout(() => reject(signal.reason), GRACE_MILLISECONDS);
    };
  });
  if (signal.aborted) startTimer();
  else signal.addEventListener('abort', startTimer, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', startTimer);
  }
}

/** The options with which a client of the SDK stops at a signal. */
export const abortOptions = (abortSignal: AbortSignal | undefined): { abortSignal?: AbortSignal } =>
  abortSignal ? { abortSignal } : {};
