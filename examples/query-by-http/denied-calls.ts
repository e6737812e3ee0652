/**
 * A Lambda function that calls the HTTP API, signed with Signature Version 4, to find who is denied and how
 * often. It does not use the client, so any language that can sign requests can do the same.
 *
 * Deploy it in the Region of the audit. `grantQuery` grants access and sets the environment variable:
 *
 *   const denied = new NodejsFunction(stack, 'DeniedCalls', { entry: 'denied-calls.ts' });
 *   auditTrail.grantQuery(denied, 'http');
 *
 * Packages: @aws-sdk/credential-providers @smithy/core @smithy/signature-v4
 */
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';

/** Number of times that a principal was denied an operation. */
export interface Denial {
  readonly principal: string;
  readonly operation: string;
  readonly times: number;
}

/** The part of an answer that this function reads. See `/openapi.json` for all of it. */
interface Page {
  readonly records: readonly { readonly eventName: string; readonly principal: { readonly id: string } }[];
  readonly nextToken?: string;
}

const signer = new SignatureV4({
  service: 'lambda', // The API is a Lambda function URL.
  region: process.env.AWS_REGION!,
  credentials: fromNodeProviderChain(),
  sha256: Hash.bind(null, 'sha256'),
});

async function ask(path: string, query: Record<string, string>): Promise<unknown> {
  // Signature Version 4 encodes a space as %20, but URLSearchParams as +. The URL must match the signature.
  const pairs = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('='));
  const url = new URL(`${path}?${pairs.join('&')}`, process.env.AUDIT_API_URL!);
  const { protocol, hostname, port, host, pathname } = url;
  const { headers } = await signer.sign({
    method: 'GET',
    protocol,
    hostname,
    ...(port && { port: Number(port) }),
    path: pathname,
    query,
    headers: { host },
  });
  const response = await fetch(url, { headers });
  if (!response.ok)
    throw new Error(`GET ${url} failed with status ${response.status}: ${await response.text()}`);
  return response.json();
}

export interface Input {
  /** Earliest event time: a duration such as `1h` or `7d`, or a time. @default '1h' */
  readonly since?: string;
  /** Number of records per request, 1 to 1,000. @default 1000 */
  readonly pageSize?: number;
}

/** Denials, most frequent first. */
export async function handler({ since = '1h', pageSize = 1000 }: Input): Promise<Denial[]> {
  const denials = new Map<string, Denial>();
  let nextToken: string | undefined;
  do {
    const query = { outcome: 'denied', since, limit: String(pageSize), ...(nextToken && { nextToken }) };
    const page = (await ask('/events', query)) as Page;
    for (const { eventName: operation, principal } of page.records) {
      const key = `${principal.id} ${operation}`;
      const times = (denials.get(key)?.times ?? 0) + 1;
      denials.set(key, { principal: principal.id, operation, times });
    }
    nextToken = page.nextToken;
  } while (nextToken); // An empty page can have a token, too.
  return [...denials.values()].sort((one, other) => other.times - one.times);
}
