/**
 * A function that asks over HTTP, signed by Signature Version 4: who is being denied, and how often. It
 * needs no library of the audit, so the same can be done in any language that can sign a request.
 *
 * Deploy it in the Region of the audit; `grantQuery` lets it call the API and sets the variable it needs:
 *
 *   const denied = new NodejsFunction(stack, 'DeniedCalls', { entry: 'denied-calls.ts' });
 *   auditTrail.grantQuery(denied, 'http');
 *
 * Packages: @aws-sdk/credential-providers @smithy/core @smithy/signature-v4
 */
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';

/** How often a principal was denied an operation. */
export interface Denial {
  readonly principal: string;
  readonly operation: string;
  readonly times: number;
}

/** As much of an answer as this function reads; `/openapi.json` describes all of it. */
interface Page {
  readonly records: readonly { readonly eventName: string; readonly principal: { readonly id: string } }[];
  readonly nextToken?: string;
}

const signer = new SignatureV4({
  service: 'lambda', // Who answers is a Lambda function URL.
  region: process.env.AWS_REGION!,
  credentials: fromNodeProviderChain(),
  sha256: Hash.bind(null, 'sha256'),
});

async function ask(path: string, query: Record<string, string>): Promise<unknown> {
  // Signature Version 4 writes a space as %20, URLSearchParams as +: the URL must be the one that is signed.
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
  if (!response.ok) throw new Error(`GET ${url} was answered ${response.status}: ${await response.text()}`);
  return response.json();
}

export interface Question {
  /** How far back: `1h`, `7d`, or an ISO time. @default '1h' */
  readonly since?: string;
  /** Records of one request, 1 to 1,000. @default 1000 */
  readonly pageSize?: number;
}

/** The denials, most frequent first. */
export async function handler({ since = '1h', pageSize = 1000 }: Question): Promise<Denial[]> {
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
  } while (nextToken); // A page may be empty and have a successor.
  return [...denials.values()].sort((one, other) => other.times - one.times);
}
