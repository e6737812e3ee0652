import { GetObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { escapeUri, HttpRequest } from '@smithy/core/protocols';
import type { AuthScheme } from '@smithy/types';
import { collect, connectOnce, correctClock, sendSigned, withRetries } from './signed-request';

/** The object to get. */
export interface ObjectRequest {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  /** An etag without quotes. The request fails if the object has another. */
  readonly ifMatch?: string;
}

/** The response of S3. */
export interface ObjectResponse {
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes if the whole body was received, else a stream. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** A body up to this size is received as a whole, so that a lost connection is retried like any failure. */
const COLLECTED_BYTES = 2 ** 20;
/** A key that needs no escapes in a path, as CloudTrail's keys do not. */
const PLAIN_KEY = /^[\w./~-]*$/;
/** SHA-256 of the empty body of a GET. */
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Makes a function that gets objects with the client's endpoint, credentials, signer, HTTP handler and retry
 * strategy, but without the SDK's layers between them, which take many times the CPU time of reading a small
 * log file. S3's checksum of the body is not verified: gzip has one, and CloudTrail's digests another.
 * Directory buckets are not supported; CloudTrail cannot write to them.
 * @throws S3ServiceException, or the network's error, once the client's retry strategy gives up
 */
export function createGetObject({ config }: S3Client) {
  const connected = connectOnce(async (bucket) => {
    const input = { Bucket: bucket, Key: '-' };
    const { url, properties } = await getEndpointFromInstructions(input, GetObjectCommand, config);
    const [scheme] = (properties?.authSchemes ?? []) as AuthScheme[];
    return { url, signer: await config.signer(scheme) };
  });

  const attempt = async (
    object: ObjectRequest,
    abortSignal: AbortSignal | undefined,
  ): Promise<ObjectResponse> => {
    const { url, signer } = await connected(object.bucket);
    const response = await sendSigned(config, signer, toRequest(object, url), abortSignal);
    const { statusCode, headers, body } = response;
    if (statusCode < 300) {
      const small = Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) <= COLLECTED_BYTES;
      return { headers, body: small ? await collect(body) : body };
    }
    const error = toException((await collect(body)).toString(), statusCode);
    correctClock(config, response, error);
    throw error;
  };

  return (object: ObjectRequest, signal?: AbortSignal): Promise<ObjectResponse> =>
    withRetries(config, () => attempt(object, signal), { signal });
}

function toRequest({ key, versionId, ifMatch }: ObjectRequest, url: URL): HttpRequest {
  return new HttpRequest({
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port && { port: Number(url.port) }),
    path: `${url.pathname.replace(/\/$/, '')}/${PLAIN_KEY.test(key) ? key : key.split('/').map(escapeUri).join('/')}`,
    method: 'GET',
    headers: {
      host: url.host,
      'x-amz-content-sha256': EMPTY_SHA256,
      ...(ifMatch && { 'if-match': `"${ifMatch}"` }),
    },
    ...(versionId && { query: { versionId } }),
  });
}

/** S3 sends errors as XML. */
function toException(xml: string, httpStatusCode: number): S3ServiceException {
  const readElement = (element: string) => new RegExp(`<${element}>([^<]*)`).exec(xml)?.[1];
  const code = readElement('Code') ?? `HTTP ${httpStatusCode}`;
  const words = readElement('Message');
  return new S3ServiceException({
    name: code,
    message: words ? `${code}: ${words}` : code,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode, requestId: readElement('RequestId') ?? '' },
  });
}
