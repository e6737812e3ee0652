import type { QueueMessage, SendMessages } from '../src/aws/send-messages';
import { AuditTrailError } from '../src/errors';
import { serviceFailure } from '../src/store/service-failure';

/** Sends messages to a queue. @throws AuditTrailError `ServiceFailed` if SQS does not take all; the reason of the signal */
export async function sendOrFail(
  send: SendMessages,
  queueUrl: string,
  messages: readonly QueueMessage[],
  signal?: AbortSignal,
): Promise<void> {
  const refused = await send(queueUrl, messages, signal).catch(serviceFailure('Sending to SQS', signal));
  const [first] = refused;
  if (!first) return;
  throw new AuditTrailError('ServiceFailed', `SQS refused ${refused.length} messages: ${first.reason}`);
}
