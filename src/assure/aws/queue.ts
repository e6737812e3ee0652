import * as z from 'zod';
import type { QueueRequest } from '../../aws/queue-request';
import { AuditTrailError, toMessage } from '../../errors';
import { MAXIMUM_ATTEMPTS, waitBeforeRetry } from '../../store/backoff';
import { deniedError } from './s3-errors';

/** What is in a queue. SQS counts approximately. */
export interface QueueDepth {
  /** Messages that wait. */
  readonly waiting: number;
  /** Messages that a function has received and not finished. */
  readonly inFlight: number;
}

/** A queue of SQS, by its URL. */
export interface Queue {
  readonly url: string;
  /**
   * Sends messages, ten at a time. A message may arrive twice.
   * @throws AuditTrailError `ServiceFailed`, naming the missing permission if access is denied
   */
  send(bodies: readonly string[]): Promise<void>;
  /**
   * Counts the messages, approximately.
   * @throws AuditTrailError as `send`
   */
  depth(): Promise<QueueDepth>;
}

/** SQS's limit for one request. */
export const MESSAGES_PER_REQUEST = 10;

/** What SQS says about messages that it did not take. */
interface BatchAnswer {
  readonly Failed?: readonly {
    readonly Id: string;
    readonly SenderFault?: boolean;
    readonly Code?: string;
    readonly Message?: string;
  }[];
}

/** Opens a queue. Sends nothing before the first call. */
export function openQueue(request: QueueRequest, url: string): Queue {
  const failed = (doing: string, permission: string) => (error: unknown) => {
    throw toQueueError(doing, permission, url, error);
  };

  async function sendOnce(bodies: readonly string[]): Promise<string[]> {
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const { Failed = [] } = (await request('SendMessageBatch', url, { Entries }).catch(
      failed('send to', 'sqs:SendMessage'),
    )) as BatchAnswer;
    const refused = Failed.find(({ SenderFault }) => SenderFault);
    if (refused) throw toRefusal(url, refused);
    return Failed.map(({ Id }) => bodies[Number(Id)]!);
  }

  return {
    url,
    async send(bodies) {
      for (let start = 0; start < bodies.length; start += MESSAGES_PER_REQUEST) {
        let open: readonly string[] = bodies.slice(start, start + MESSAGES_PER_REQUEST);
        for (let attempt = 0; open.length > 0; attempt += 1) {
          if (attempt === MAXIMUM_ATTEMPTS) throw notTaken(url, open.length);
          if (attempt > 0) await waitBeforeRetry(attempt);
          open = await sendOnce(open);
        }
      }
    },
    async depth() {
      const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
      const answer = await request('GetQueueAttributes', url, { AttributeNames }).catch(
        failed('count the messages in', 'sqs:GetQueueAttributes'),
      );
      const { Attributes } = attributesSchema.parse(answer);
      return {
        waiting: Attributes.ApproximateNumberOfMessages,
        inFlight: Attributes.ApproximateNumberOfMessagesNotVisible,
      };
    },
  };
}

const count = z.coerce.number();
const attributesSchema = z.object({
  Attributes: z.object({ ApproximateNumberOfMessages: count, ApproximateNumberOfMessagesNotVisible: count }),
});

const ACCESS_DENIED = /^(?:AccessDenied(?:Exception)?|KMS\.AccessDeniedException|KmsAccessDenied)$/;

/** @param doing as in `Cannot send to QUEUE` */
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

const toRefusal = (url: string, { Code, Message }: { readonly Code?: string; readonly Message?: string }) =>
  new AuditTrailError(
    'ServiceFailed',
    `The queue ${url} refused a message: ${[Code, Message].filter(Boolean).join(': ')}`,
  );

const notTaken = (url: string, messages: number) =>
  new AuditTrailError(
    'ServiceFailed',
    `The queue ${url} did not take ${messages} messages in ${MAXIMUM_ATTEMPTS} attempts.`,
  );
