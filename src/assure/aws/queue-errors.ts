import { AuditTrailError, toMessage } from '../../errors';
import { deniedError } from './s3-errors';

const ACCESS_DENIED = /^(?:AccessDenied(?:Exception)?|KMS\.AccessDeniedException|KmsAccessDenied)$/;

/**
 * An error of a request to a queue, naming the missing permission if access is denied.
 * @param doing as in `Cannot send to QUEUE`
 */
export function toQueueError(
  doing: string,
  permission: string,
  url: string,
  error: unknown,
): AuditTrailError {
  if (ACCESS_DENIED.test((error as { name?: string }).name ?? '')) {
    return deniedError(`Access to ${doing} the queue ${url} is denied.`, permission, error);
  }
  return new AuditTrailError('ServiceFailed', `Cannot ${doing} the queue ${url}: ${toMessage(error)}`, {
    cause: error,
  });
}

/** An error of a message that SQS did not take because of the message. */
export const toRefusal = (
  url: string,
  { Code, Message }: { readonly Code?: string; readonly Message?: string },
) =>
  new AuditTrailError(
    'ServiceFailed',
    `The queue ${url} refused a message: ${[Code, Message].filter(Boolean).join(': ')}`,
  );

/** An error of messages that SQS did not take in several attempts. */
export const notTaken = (url: string, messages: number, attempts: number) =>
  new AuditTrailError(
    'ServiceFailed',
    `The queue ${url} did not take ${messages} messages in ${attempts} attempts.`,
  );
