import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { Hono } from 'hono';
import { AuditTrailError, toMessage } from '../../errors';
import { fromAllowedHosts, type Guard, withToken } from '../../http/guard';
import { problemResponse, toProblem } from '../../http/problems';
import { passOn, toFailure } from './pass-on';

export interface SignedApiOptions {
  /** URL of a deployed query API. */
  readonly url: URL;
  readonly region: string;
  readonly credentials: AwsCredentialIdentityProvider;
  /** Checks who asks on this machine. */
  readonly guard: Guard;
}

/** Somewhat longer than the function of the API may take. */
const ANSWER_MILLISECONDS = 40_000;

/** Passes requests on to a deployed query API, signed with the credentials of the user. */
export function createSignedApi({ url, region, credentials, guard }: SignedApiOptions): Hono {
  const signer = new SignatureV4({
    service: 'lambda', // The API is a Lambda function URL.
    region,
    credentials: () => credentials().catch(refuseToSign),
    sha256: Hash.bind(null, 'sha256'),
  });
  const app = new Hono();
  app.use(fromAllowedHosts(guard.allowedHosts), withToken(guard.token));
  app.on(['GET', 'POST'], '*', async ({ req }) => {
    const { pathname, searchParams } = new URL(req.url);
    const body = req.method === 'POST' ? await req.text() : undefined;
    const target = new URL(url.pathname.replace(/\/$/, '') + pathname, url);
    target.search = [...searchParams].map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
    const { headers } = await signer.sign({
      method: req.method,
      protocol: target.protocol,
      hostname: target.hostname,
      ...(target.port && { port: Number(target.port) }),
      path: target.pathname,
      query: toQuery(searchParams),
      headers: { host: target.host, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body }),
    });
    const signal = AbortSignal.any([req.raw.signal, AbortSignal.timeout(ANSWER_MILLISECONDS)]);
    // A redirect leads to another service, which must not get the question.
    const init = {
      method: req.method,
      headers,
      signal,
      redirect: 'manual' as const,
      ...(body !== undefined && { body }),
    };
    return fetch(target, init).then(
      (answer) => passOn(answer, target.host),
      (error: unknown) => toFailure(error, target.host),
    );
  });
  app.notFound(({ req }) =>
    problemResponse(toProblem('MethodNotAllowed', `Method ${req.method} is not allowed.`), {
      allow: 'GET, POST',
    }),
  );
  app.onError((error) =>
    error instanceof AuditTrailError
      ? problemResponse(toProblem(error.code, error.message))
      : toFailure(error, url.host),
  );
  return app;
}

/** Credentials can expire while the page is open. */
function refuseToSign(error: unknown): never {
  throw new AuditTrailError(
    'Configuration',
    `The request cannot be signed: ${toMessage(error)} Renew your credentials, for example with aws sso login, and try again.`,
    { cause: error },
  );
}

/** Parameters as the signer takes them. One that is repeated is a list. */
function toQuery(parameters: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? '')];
    }),
  );
}
