import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { callJsonService } from './json-service';
import { connectOnce, type SenderConfig } from './signed-request';

const SQS = { contentType: 'application/x-amz-json-1.0', target: 'AmazonSQS.' };

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
  const signerFor = connectOnce(() =>
    // The signer of a client keeps the service of its first request, so SQS needs a client.
    new DynamoDBClient({ region, credentials: config.credentials }).config.signer({
      ...({ name: 'sigv4', signingName: 'sqs', signingRegion: region } as const),
      properties: {},
    }),
  );
  return (operation, queueUrl, input, signal) => {
    const url = new URL('/', queueUrl);
    const connect = async () => ({ url, signer: await signerFor(region) });
    return callJsonService(config, SQS, connect, operation, { QueueUrl: queueUrl, ...input }, signal);
  };
}
