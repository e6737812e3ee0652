import { createHash } from 'node:crypto';
import type { RequestSigner } from '@smithy/types';
import {
  collect,
  correctClock,
  type SenderConfig,
  sendSigned,
  toJsonRequest,
  withRetries,
} from './signed-request';

/** A service of AWS that speaks a JSON protocol. */
export interface JsonService {
  readonly contentType: string;
  /** What precedes the name of the operation in the header `x-amz-target`. */
  readonly target: string;
}

/** Where to send a request, and who signs it. */
export interface JsonConnection {
  readonly url: URL;
  readonly signer: RequestSigner;
}

/**
 * Calls an operation of a service, with the HTTP handler and retries of a client of another service: a few operations
 * are not worth a client of their own.
 * @param connect is asked for each attempt
 * @returns the parsed response
 * @throws an error of the service or the network, once the client's retry strategy gives up
 */
export function callJsonService(
  config: SenderConfig,
  { contentType, target }: JsonService,
  connect: () => Promise<JsonConnection>,
  operation: string,
  parameters: object,
  signal?: AbortSignal,
): Promise<unknown> {
  const body = Buffer.from(JSON.stringify(parameters));
  const sha256 = createHash('sha256').update(body).digest('hex');

  const attempt = async (): Promise<unknown> => {
    const { url, signer } = await connect();
    const request = toJsonRequest(url, contentType, target + operation, body, sha256);
    const response = await sendSigned(config, signer, request, signal);
    const text = (await collect(response.body)).toString();
    if (response.statusCode < 300) return JSON.parse(text);
    const error = toException(text, response.statusCode);
    correctClock(config, response, error);
    throw error;
  };

  return withRetries(config, attempt, { signal });
}

/** An error in the form of the SDK's, so that it is retried like those. */
class ServiceException extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(name: string, message: string, httpStatusCode: number) {
    super(`${name}: ${message}`);
    this.name = name;
    this.$metadata = { httpStatusCode };
  }
}

function toException(text: string, statusCode: number): ServiceException {
  const { __type, message, Message } = parseObject(text);
  const name = typeof __type === 'string' ? __type.replace(/^.*#/, '') : `HTTP ${statusCode}`;
  return new ServiceException(name, String(message ?? Message ?? text.slice(0, 200)), statusCode);
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // From a proxy in front of the service. The text is shown as it is.
    return {};
  }
}
