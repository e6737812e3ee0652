import { isRetryable } from '../aws/signed-request';
import { AuditTrailError, toMessage } from '../errors';

/**
 * For `.catch`: throws an error that says what failed. If the caller aborted by `signal`, throws the
 * signal's reason instead.
 */
export const serviceFailure =
  (doing: string, signal?: AbortSignal) =>
  (cause: unknown): never => {
    signal?.throwIfAborted();
    throw new AuditTrailError('ServiceFailed', `${doing} failed: ${toMessage(cause)}`, { cause });
  };

/** Whether the call that threw this may succeed later, without anybody mending anything. */
export function isTemporary(error: unknown): boolean {
  if (!(error instanceof AuditTrailError)) return isRetryable(error);
  return error.code === 'OutOfTime' || isRetryable(error.cause);
}
