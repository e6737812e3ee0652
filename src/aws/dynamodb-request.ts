import { hash } from 'node:crypto';
import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  DynamoDBServiceException,
} from '@aws-sdk/client-dynamodb';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import type { HttpResponse } from '@smithy/core/protocols';
import { collect, connectOnce, correctClock, sendSigned, toJsonRequest, withRetries } from './signed-request';

/**
 * Sends one operation and returns the parsed response.
 * @param body DynamoDB JSON
 * @throws DynamoDBServiceException, or the network's error, once the client's retry strategy gives up
 */
export type DynamoDbSend = (
  operation: 'BatchWriteItem' | 'PutItem' | 'Query',
  body: string | Buffer,
  signal?: AbortSignal,
) => Promise<Record<string, unknown>>;

/**
 * Makes a function that sends operations with the client's endpoint, credentials, signer, HTTP handler and
 * retry strategy, but without the SDK's layers between them, which take more CPU time than a batch of items.
 * Binary attributes of a response stay base64.
 * @param tableName the table that the requests are about; it may decide the endpoint
 * @param onFailedAttempt called with every error, including those that are then retried
 */
export function createSend(
  client: DynamoDBClient,
  tableName: string,
  onFailedAttempt?: (error: unknown) => void,
): DynamoDbSend {
  const { config } = client;
  const connected = connectOnce(async (tableName) => {
    const input = { RequestItems: { [tableName]: [] } };
    const [{ url }, signer] = await Promise.all([
      getEndpointFromInstructions(input, BatchWriteItemCommand, config),
      config.signer(),
    ]);
    return { url, signer };
  });

  const attempt = async (
    operation: string,
    body: Buffer,
    sha256: string,
    abortSignal: AbortSignal | undefined,
  ) => {
    const { url, signer } = await connected(tableName);
    const type = 'application/x-amz-json-1.0';
    const request = toJsonRequest(url, type, `DynamoDB_20120810.${operation}`, body, sha256);
    const response = await sendSigned(config, signer, request, abortSignal);
    const answer = await readAnswer(response);
    if (response.statusCode < 300) return answer;
    const error = toException(answer, response);
    correctClock(config, response, error);
    throw error;
  };

  return (operation, body, signal) => {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const sha256 = hash('sha256', bytes);
    return withRetries(config, () => attempt(operation, bytes, sha256, signal), { signal, onFailedAttempt });
  };
}

async function readAnswer({ body, statusCode }: HttpResponse): Promise<Record<string, unknown>> {
  const text = (await collect(body)).toString();
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (statusCode >= 300) return { message: text }; // From a proxy in front of DynamoDB.
    throw new Error(`DynamoDB sent a response that is not JSON: ${text.slice(0, 200)}`, { cause });
  }
}

/** The exception as the SDK throws it, with the other fields of the response, such as ThrottlingReasons. */
function toException(answer: Record<string, unknown>, response: HttpResponse): DynamoDBServiceException {
  const { __type, message, Message, ...details } = answer;
  const error = new DynamoDBServiceException({
    name: String(__type ?? 'UnknownError').replace(/^.*#/, ''),
    message: String(message ?? Message ?? `HTTP ${response.statusCode}`),
    $fault: response.statusCode < 500 ? 'client' : 'server',
    $metadata: {
      httpStatusCode: response.statusCode,
      requestId: response.headers['x-amzn-requestid'] ?? '',
    },
  });
  return Object.assign(error, details);
}
