import { MAXIMUM_ATTEMPTS, waitBeforeRetry } from '../store/backoff';
import { isTemporary } from '../store/is-temporary';

/** Waits while DynamoDB throttles, for longer than the SDK does. */
export async function retry<Result>(send: () => Promise<Result>): Promise<Result> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (attempt === MAXIMUM_ATTEMPTS || !isTemporary(error)) throw error;
      await waitBeforeRetry(attempt);
    }
  }
}
