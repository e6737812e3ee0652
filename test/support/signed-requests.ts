import type { IncomingMessage } from 'node:http';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';

export interface SigningKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly service: string;
}

/**
 * What is wrong with the signature of a request, as AWS would find by signing the request itself; nothing
 * if it is valid.
 */
export async function signatureFault(
  { method = 'GET', url = '/', headers }: IncomingMessage,
  { accessKeyId, secretAccessKey, region, service }: SigningKey,
): Promise<string | undefined> {
  const parts = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=[0-9a-f]{64}$/.exec(
    headers.authorization ?? '',
  );
  if (!parts) return 'not signed';
  const [, credential = '', signedHeaders = ''] = parts;
  const date = String(headers['x-amz-date']);
  const scope = `${accessKeyId}/${date.slice(0, 8)}/${region}/${service}/aws4_request`;
  if (credential !== scope) return `signed for ${credential}, not for ${scope}`;
  if (!signedHeaders.split(';').includes('host')) return 'host is not signed';

  const [path = '', search = ''] = url.split('?');
  // As AWS reads a query string: + is no space.
  const pairs = search
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('=').map(decodeURIComponent));
  const own = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey },
    region,
    service,
    sha256: Hash.bind(null, 'sha256'),
  });
  const resigned = await own.sign(
    {
      method,
      protocol: 'https:',
      hostname: String(headers.host),
      path,
      query: toQuery(pairs),
      headers: Object.fromEntries(signedHeaders.split(';').map((name) => [name, String(headers[name])])),
    },
    { signingDate: new Date(date.replace(/^(....)(..)(..T..)(..)(..)Z$/, '$1-$2-$3:$4:$5Z')) },
  );
  return resigned.headers.authorization === headers.authorization
    ? undefined
    : 'the signature does not match';
}

/** A parameter that is repeated is a list. */
function toQuery(pairs: readonly string[][]): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const [name = '', value = ''] of pairs) {
    const before = query[name];
    query[name] = before === undefined ? value : [before, value].flat();
  }
  return query;
}
