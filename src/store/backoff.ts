import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_BACKOFF_MILLISECONDS = 50;
const LONGEST_BACKOFF_MILLISECONDS = 5_000;

/** Attempts without any progress after which a caller that has no time limit gives up. */
export const MAXIMUM_ATTEMPTS = 10;

/**
 * How long to wait before the next attempt: a random time up to a bound that doubles with each attempt
 * ("full jitter"), so that clients that failed together do not come back together.
 * @param attempt from 0
 */
export const backoffMilliseconds = (attempt: number, random: () => number = Math.random): number =>
  random() * Math.min(LONGEST_BACKOFF_MILLISECONDS, FIRST_BACKOFF_MILLISECONDS * 2 ** attempt);

/** Waits before the next attempt, but not longer than until the signal is aborted. */
export const waitBeforeRetry = (attempt: number, signal?: AbortSignal): Promise<void> =>
  sleep(backoffMilliseconds(attempt), undefined, { ...(signal && { signal }) }).catch(() => {});
