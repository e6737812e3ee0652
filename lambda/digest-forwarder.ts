import type { SendMessages } from '../src/aws/send-messages';
import type { ForwardDigests } from '../src/ingest/ingest-context';
import { serviceFailure } from '../src/store/service-failure';
import { formatObjectMessage } from '../src/trail/object-message';

/**
 * Forwards digests to the assurance queue, one message for each, so that each succeeds or fails on its own.
 * @throws AuditTrailError from the function: `ServiceFailed`, or the reason of the signal once it is aborted
 */
export const digestForwarder =
  (send: SendMessages, queueUrl: string): ForwardDigests =>
  async (digests, signal) => {
    const messages = digests.map((digest) => ({
      digest,
      body: formatObjectMessage(digest.bucket, [digest.key]),
    }));
    const refused = await send(queueUrl, messages, signal).catch(serviceFailure('Sending to SQS', signal));
    const reasons = new Map(refused.map(({ message, reason }) => [message, reason]));
    return new Map(
      messages.flatMap((message) => {
        const reason = reasons.get(message);
        return reason === undefined ? [] : [[message.digest, reason]];
      }),
    );
  };
