import { AuditTrailError, toMessage } from '../errors';

/** For `.catch`: says what was being done when DynamoDB refused. */
export const serviceFailure =
  (doing: string) =>
  (cause: unknown): never => {
    throw new AuditTrailError('ServiceFailed', `${doing} failed: ${toMessage(cause)}`, { cause });
  };
