import { GetObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { escapeUri, HttpRequest } from '@smithy/core/protocols';
import type { AuthScheme } from '@smithy/types';
import { collect, connectOnce, correctClock, sendSigned, withRetries } from './signed-request';

/** The object to get; `ifMatch` is an etag without quotes. */
export interface ObjectRequest {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly ifMatch?: string;
}

/** What S3 answered: its headers, and the body, already here or on its way. */
export interface ObjectResponse {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** A body up to here is waited for, so that a connection lost in the middle is retried like any failure. */
const COLLECTED_BYTES = 2 ** 20;
/** A key that is its own path, as CloudTrail's are. */
const PLAIN_KEY = /^[\w./~-]*$/;
/** SHA-256 of no bytes, the body of a GET: not to be computed for each. */
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * GetObject by the client's own endpoint, credentials, signer, HTTP handler and retry strategy, without
 * the layers between them: those cost many times the processor time of reading a small log file. Nor is
 * S3's own checksum of the body computed: gzip has one, and CloudTrail's digests another. Directory
 * buckets, which CloudTrail cannot write to, would need more.
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

/** S3 says what is wrong in a few words of XML. */
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
