import { createHash } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { collect, connectOnce, correctClock, sendSigned, toJsonRequest, withRetries } from './signed-request';

/** A message for a queue. */
export interface QueueMessage {
  readonly body: string;
  /** Seconds until the message can be received: at most 900. Default: 0. */
  readonly delaySeconds?: number;
}

/** A message that SQS did not take. */
export interface RefusedMessage {
  readonly message: QueueMessage;
  readonly reason: string;
}

/**
 * Sends messages to a queue, ten at a time.
 * @returns the messages that SQS refused
 * @throws an error of SQS or the network, once the client's retry strategy gives up. Earlier messages were sent.
 */
export type SendMessages = (
  queueUrl: string,
  messages: readonly QueueMessage[],
  signal?: AbortSignal,
) => Promise<readonly RefusedMessage[]>;

/** SQS's limit for one SendMessageBatch. */
const ENTRIES_PER_CALL = 10;

/**
 * Makes `sqs:SendMessageBatch` with the credentials, HTTP handler and retries of a client of S3, as
 * `cloudtrail:ListPublicKeys` is called: the one operation is not worth a client that each cold start loads.
 * @param region of the queues
 */
export function createSendMessages({ config }: S3Client, region: string): SendMessages {
  const connected = connectOnce(() =>
    // The signer of a client keeps the service of its first request, so SQS needs a client.
    new S3Client({ region, credentials: config.credentials }).config.signer({
      ...({ name: 'sigv4', signingName: 'sqs', signingRegion: region } as const),
      properties: {},
    }),
  );

  const attempt = async (url: URL, body: Buffer, sha256: string, signal: AbortSignal | undefined) => {
    const target = 'AmazonSQS.SendMessageBatch';
    const request = toJsonRequest(url, 'application/x-amz-json-1.0', target, body, sha256);
    const response = await sendSigned(config, await connected(region), request, signal);
    const text = (await collect(response.body)).toString();
    if (response.statusCode < 300) return parseAnswer(text);
    const error = toException(text, response.statusCode);
    correctClock(config, response, error);
    throw error;
  };

  return async (queueUrl, messages, signal) => {
    const refused: RefusedMessage[] = [];
    for (let start = 0; start < messages.length; start += ENTRIES_PER_CALL) {
      const part = messages.slice(start, start + ENTRIES_PER_CALL);
      const body = Buffer.from(JSON.stringify({ QueueUrl: queueUrl, Entries: part.map(toEntry) }));
      const sha256 = createHash('sha256').update(body).digest('hex');
      const url = new URL('/', queueUrl);
      const { Failed = [] } = await withRetries(config, () => attempt(url, body, sha256, signal), { signal });
      for (const { Id, Code, Message } of Failed) {
        const reason = [Code, Message].filter(Boolean).join(': ');
        refused.push({ message: part[Number(Id)]!, reason });
      }
    }
    return refused;
  };
}

const toEntry = ({ body, delaySeconds }: QueueMessage, index: number) => ({
  Id: String(index),
  MessageBody: body,
  ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
});

interface Answer {
  readonly Failed?: readonly { readonly Id: string; readonly Code?: string; readonly Message?: string }[];
}

const parseAnswer = (text: string): Answer => JSON.parse(text);

/** An error in the form of the SDK's, so that it is retried like those. */
class SqsException extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(name: string, message: string, httpStatusCode: number) {
    super(`${name}: ${message}`);
    this.name = name;
    this.$metadata = { httpStatusCode };
  }
}

function toException(text: string, statusCode: number): SqsException {
  const { __type = `HTTP ${statusCode}`, message = text.slice(0, 200) } = parseError(text);
  return new SqsException(__type.replace(/^.*#/, ''), message, statusCode);
}

function parseError(text: string): { __type?: string; message?: string } {
  try {
    return JSON.parse(text);
  } catch {
    // From a proxy in front of SQS. The text is shown as it is.
    return {};
  }
}
