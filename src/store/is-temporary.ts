import { isRetryable } from '../aws/signed-request';
import { AuditTrailError } from '../errors';

/** Whether the call that threw this may succeed later, without anybody mending anything. */
export function isTemporary(error: unknown): boolean {
  if (!(error instanceof AuditTrailError)) return isRetryable(error);
  return error.code === 'OutOfTime' || isRetryable(error.cause);
}
