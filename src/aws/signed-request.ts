import { Readable } from 'node:stream';
import { HttpRequest, type HttpResponse } from '@smithy/core/protocols';
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { RequestSigner, RetryStrategyV2, SdkError } from '@smithy/types';

/** The parts of a client's configuration that sending needs. Every client of the SDK has them. */
export interface SenderConfig {
  readonly requestHandler: {
    handle(
      request: HttpRequest,
      options?: { abortSignal?: AbortSignal },
    ): Promise<{ readonly response: HttpResponse }>;
  };
  readonly retryStrategy: () => Promise<unknown>;
  systemClockOffset: number;
}

/** Whether the same request may succeed later. */
export const isRetryable = (error: unknown): error is SdkError =>
  typeof error === 'object' && error !== null && RETRYABLE.some((test) => test(error as SdkError));

/** Whether the service refused the request because there were too many. */
export const isThrottling = (error: unknown): boolean => isThrottlingError(error as SdkError);

const RETRYABLE = [isThrottlingError, isTransientError, isServerError];

/** A clock difference above this is corrected. AWS refuses a signature if the clock is 5 minutes off. */
const TOLERATED_SKEW_MILLISECONDS = 240_000;

/**
 * Makes a request of one of AWS's JSON protocols.
 * @param target the service and the operation
 * @param sha256 of the body. The signer reads it from a header.
 */
export const toJsonRequest = (
  url: URL,
  contentType: string,
  target: string,
  body: Buffer,
  sha256: string,
): HttpRequest =>
  new HttpRequest({
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port && { port: Number(url.port) }),
    path: url.pathname,
    method: 'POST',
    headers: {
      host: url.host,
      'content-type': contentType,
      'content-length': String(body.length),
      'x-amz-target': target,
      'x-amz-content-sha256': sha256,
    },
    body,
  });

/** Signs a request and sends it once, without retries. */
export async function sendSigned(
  config: SenderConfig,
  signer: RequestSigner,
  request: HttpRequest,
  abortSignal: AbortSignal | undefined,
): Promise<HttpResponse> {
  const signingDate = new Date(Date.now() + config.systemClockOffset);
  const signed = (await signer.sign(request, { signingDate })) as HttpRequest;
  const { response } = await config.requestHandler.handle(signed, abortSignal && { abortSignal });
  return response;
}

/** Connects once for each key. A connection that failed is made again the next time. */
export function connectOnce<Connection>(
  connect: (key: string) => Promise<Connection>,
): (key: string) => Promise<Connection> {
  const connections = new Map<string, Promise<Connection>>();
  return (key) => {
    const known = connections.get(key);
    if (known) return known;
    const connection = connect(key).catch((error) => {
      connections.delete(key);
      throw error;
    });
    connections.set(key, connection);
    return connection;
  };
}

/** Reads the whole body. Events are several times cheaper than an async iterator for a stream of Node. */
export async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  if (body instanceof Readable) {
    await new Promise((resolve, reject) => {
      body.on('data', (chunk) => chunks.push(chunk));
      body.on('end', resolve);
      body.on('error', reject);
      body.on(
        'close',
        () =>
          body.readableEnded || reject(new Error('The connection closed before the end of the response.')),
      );
    });
  } else {
    for await (const chunk of body) chunks.push(Buffer.from(chunk));
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** Takes the service's time from an error response if this machine's clock made the signature invalid. */
export function correctClock(
  config: SenderConfig,
  response: HttpResponse,
  error: { readonly $metadata: object },
): void {
  const skew = Date.parse(response.headers.date ?? '') - Date.now();
  if (!(Math.abs(skew - config.systemClockOffset) > TOLERATED_SKEW_MILLISECONDS)) return;
  config.systemClockOffset = skew;
  Object.assign(error.$metadata, { clockSkewCorrected: true });
}

/**
 * Repeats a request as often as the client's retry strategy allows.
 * @param onFailedAttempt called with every error, including those that are then retried
 * @throws the error of the last attempt
 */
export async function withRetries<Answer>(
  config: SenderConfig,
  attempt: () => Promise<Answer>,
  {
    signal,
    onFailedAttempt,
  }: { signal?: AbortSignal | undefined; onFailedAttempt?: ((error: unknown) => void) | undefined } = {},
): Promise<Answer> {
  const strategy = (await config.retryStrategy()) as RetryStrategyV2;
  let token = await strategy.acquireInitialRetryToken('');
  for (;;) {
    try {
      const answer = await attempt();
      strategy.recordSuccess(token);
      return answer;
    } catch (error) {
      onFailedAttempt?.(error);
      if (!isRetryable(error) || signal?.aborted) throw error;
      const errorType = isThrottling(error) ? 'THROTTLING' : 'TRANSIENT';
      token = await strategy.refreshRetryTokenForRetry(token, { errorType }).catch(() => {
        throw error; // The strategy's own error says less.
      });
    }
  }
}
