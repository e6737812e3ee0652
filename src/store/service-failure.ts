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
