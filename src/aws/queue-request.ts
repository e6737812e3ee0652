import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  collect,
  connectOnce,
  correctClock,
  type SenderConfig,
  sendSigned,
  toJsonRequest,
  withRetries,
} from './signed-request';

/** The configuration of a client that lends its credentials, HTTP handler and retries. */
export type LenderConfig = SenderConfig & Pick<DynamoDBClient['config'], 'credentials'>;

/** The operations of SQS that are used. */
export type QueueOperation =
  | 'ChangeMessageVisibilityBatch'
  | 'DeleteMessageBatch'
  | 'GetQueueAttributes'
  | 'ReceiveMessage'
  | 'SendMessageBatch';

/**
 * Sends one operation of SQS to the host of a queue's URL and returns the parsed response.
 * @throws an error of SQS or the network, once the client's retry strategy gives up
 */
export type QueueRequest = (
  operation: QueueOperation,
  queueUrl: string,
  input: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
) => Promise<unknown>;

/**
 * Makes requests of SQS as `cloudtrail:ListPublicKeys` is called: a few operations are not worth a client that each
 * cold start loads.
 * @param region of the queues
 */
export function createQueueRequest(config: LenderConfig, region: string): QueueRequest {
  const connected = connectOnce(() =>
    // The signer of a client keeps the service of its first request, so SQS needs a client.
    new DynamoDBClient({ region, credentials: config.credentials }).config.signer({
      ...({ name: 'sigv4', signingName: 'sqs', signingRegion: region } as const),
      properties: {},
    }),
  );

  const attempt = async (operation: string, url: URL, body: Buffer, signal: AbortSignal | undefined) => {
    const sha256 = createHash('sha256').update(body).digest('hex');
    const request = toJsonRequest(url, 'application/x-amz-json-1.0', `AmazonSQS.${operation}`, body, sha256);
    const response = await sendSigned(config, await connected(region), request, signal);
    const text = (await collect(response.body)).toString();
    if (response.statusCode < 300) return JSON.parse(text) as unknown;
    const error = toException(text, response.statusCode);
    correctClock(config, response, error);
    throw error;
  };

  return (operation, queueUrl, input, signal) => {
    const body = Buffer.from(JSON.stringify({ QueueUrl: queueUrl, ...input }));
    const url = new URL('/', queueUrl);
    return withRetries(config, () => attempt(operation, url, body, signal), { signal });
  };
}

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
