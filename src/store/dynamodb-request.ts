import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  DynamoDBServiceException,
} from '@aws-sdk/client-dynamodb';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { HttpRequest, type HttpResponse } from '@smithy/core/protocols';
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { RetryStrategyV2, SdkError } from '@smithy/types';

/**
 * Sends one operation whose body is written already, and gives the parsed answer.
 * @param body DynamoDB JSON
 * @throws DynamoDBServiceException, or the network's error, once the client's retry strategy gives up
 */
export type DynamoDbSend = (
  operation: 'BatchWriteItem' | 'PutItem',
  body: string,
  signal?: AbortSignal,
) => Promise<Record<string, unknown>>;

/** Whether the same request may succeed later. */
export const isRetryable = (error: unknown): error is SdkError =>
  typeof error === 'object' && error !== null && RETRYABLE.some((test) => test(error as SdkError));

/** Whether DynamoDB refused because of too many requests. */
export const isThrottling = (error: unknown): boolean => isThrottlingError(error as SdkError);

const RETRYABLE = [isThrottlingError, isTransientError, isServerError];

/** A clock that is off by more makes signatures invalid. */
const TOLERATED_SKEW_MILLISECONDS = 240_000;

/**
 * The client's own endpoint, credentials, signer, HTTP handler and retry strategy, without the layers
 * between them: those cost more processor time than a batch of items does.
 * @param tableName the table that the requests are about, which may decide the endpoint
 * @param onFailedAttempt told of every error, also of those that are then retried
 */
export function createSend(
  client: DynamoDBClient,
  tableName: string,
  onFailedAttempt?: (error: unknown) => void,
): DynamoDbSend {
  const { config } = client;
  const connect = async () => {
    const input = { RequestItems: { [tableName]: [] } };
    const [{ url }, signer] = await Promise.all([
      getEndpointFromInstructions(input, BatchWriteItemCommand, config),
      config.signer(),
    ]);
    return { url, signer };
  };
  let connection: ReturnType<typeof connect> | undefined;
  const connected = async () => {
    connection ??= connect();
    try {
      return await connection;
    } catch (error) {
      connection = undefined; // The next request tries again.
      throw error;
    }
  };

  const attempt = async (operation: string, body: Buffer, abortSignal: AbortSignal | undefined) => {
    const { url, signer } = await connected();
    const request = new HttpRequest({
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port && { port: Number(url.port) }),
      path: url.pathname,
      method: 'POST',
      headers: {
        host: url.host,
        'content-type': 'application/x-amz-json-1.0',
        'content-length': String(body.length),
        'x-amz-target': `DynamoDB_20120810.${operation}`,
      },
      body,
    });
    const signingDate = new Date(Date.now() + config.systemClockOffset);
    const signed = new HttpRequest(await signer.sign(request, { signingDate }));
    const { response } = await config.requestHandler.handle(signed, abortSignal && { abortSignal });
    const answer = await answerOf(response);
    if (response.statusCode < 300) return answer;
    const error = exceptionOf(answer, response);
    const skew = Date.parse(response.headers.date ?? '') - Date.now();
    if (Math.abs(skew - config.systemClockOffset) > TOLERATED_SKEW_MILLISECONDS) {
      config.systemClockOffset = skew;
      Object.assign(error.$metadata, { clockSkewCorrected: true });
    }
    throw error;
  };

  return async (operation, body, signal) => {
    const bytes = Buffer.from(body);
    const strategy = (await config.retryStrategy()) as RetryStrategyV2;
    let token = await strategy.acquireInitialRetryToken('');
    for (;;) {
      try {
        const answer = await attempt(operation, bytes, signal);
        strategy.recordSuccess(token);
        return answer;
      } catch (error) {
        onFailedAttempt?.(error);
        if (!isRetryable(error) || signal?.aborted) throw error;
        const errorType = isThrottling(error) ? 'THROTTLING' : 'TRANSIENT';
        token = await strategy.refreshRetryTokenForRetry(token, { errorType }).catch(() => {
          throw error; // What the strategy says of its refusal tells less.
        });
      }
    }
  };
}

async function answerOf({ body, statusCode }: HttpResponse): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (statusCode >= 300) return { message: text }; // A proxy between here and DynamoDB.
    throw new Error(`DynamoDB's answer is not JSON: ${text.slice(0, 200)}`, { cause });
  }
}

/** The exception as the SDK throws it, with whatever else the answer says, such as ThrottlingReasons. */
function exceptionOf(answer: Record<string, unknown>, response: HttpResponse): DynamoDBServiceException {
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
