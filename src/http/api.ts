import { type Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import type * as z from 'zod';
import { jsonRecord } from '../audit/json-record';
import { AuditTrailError } from '../errors';
import type { AuditLog } from '../query/audit-log';
import { listPage } from '../query/list-page';
import { type Guard, guarded } from './guard';
import { openApiDocument } from './openapi';
import {
  eventsParameters,
  listParameters,
  noParameters,
  originalParameters,
  parameterParser,
  parseQueryParameters,
  summaryParameters,
} from './parameters';
import { problemOfError, problemResponse, toProblem } from './problems';

export interface HttpApiOptions {
  /** Who may ask. Leave it out only where someone else has decided, as IAM has before a Function URL. */
  readonly guard?: Guard | undefined;
  /** Told of errors that are not the caller's. */
  readonly onError?: (error: unknown) => void;
}

/** An audit may be looked at again, but a cache must ask first; proxies keep nothing of it. */
const REVALIDATED = 'private, no-cache';

/**
 * The HTTP API, the same for a Lambda function and for one machine: `GET` only, parameters as the
 * flags of the command line in camelCase, answers `{records, nextToken}`, problems as RFC 9457 says.
 * No other origin is ever allowed to read its answers: there is no CORS.
 */
export function createHttpApi(log: AuditLog, { guard, onError = () => {} }: HttpApiOptions = {}): Hono {
  const app = new Hono();
  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }));
  if (guard) app.use(guarded(guard));
  app.use(etag());

  /** Answers with JSON what is asked with these parameters. */
  const answer = <T extends z.ZodObject>(
    path: string,
    parameters: T,
    handle: (asked: z.output<T>, context: Context) => Promise<unknown>,
    cacheControl = REVALIDATED,
  ) => {
    const parse = parameterParser(parameters);
    app.get(path, async (context) => {
      const asked = parse(new URL(context.req.url).searchParams);
      const body = await handle(asked, context);
      const headers = { 'cache-control': cacheControl };
      return body instanceof Uint8Array
        ? context.body(Buffer.from(body), 200, { ...headers, 'content-type': 'application/json' })
        : context.json(body as object, 200, headers);
    });
  };
  const toEventId = (context: Context) => context.req.param('eventId') ?? '';

  answer('/events', eventsParameters, async ({ limit, nextToken, ...filters }) => {
    const page = await log.page(parseQueryParameters(filters), { limit, cursor: nextToken });
    return { ...page, records: page.records.map(jsonRecord) };
  });
  answer('/events/:eventId', noParameters, async (_, context) => ({
    records: (await log.get(toEventId(context))).map(jsonRecord),
  }));
  answer('/events/:eventId/original', originalParameters, ({ contentHash }, context) =>
    readOriginal(log, toEventId(context), contentHash),
  );
  for (const kind of ['resources', 'principals', 'actions'] as const) {
    answer(`/${kind}`, listParameters, ({ limit, nextToken }) => listPage(log.list(kind), limit, nextToken));
  }
  answer('/summary', summaryParameters, ({ by, interval, ...filters }) =>
    log.summary(parseQueryParameters(filters), { by, interval }),
  );
  answer('/openapi.json', noParameters, async () => openApiDocument(), 'public, max-age=3600');
  answer('/health', noParameters, async () => ({ status: 'ok' }), 'no-store');

  app.notFound(({ req }) =>
    req.method === 'GET' || req.method === 'HEAD'
      ? problemResponse(
          toProblem('NotFound', `There is nothing at ${req.path}; /openapi.json lists all paths.`),
        )
      : problemResponse(toProblem('MethodNotAllowed', `GET and HEAD are allowed, given ${req.method}.`), {
          allow: 'GET, HEAD',
        }),
  );
  app.onError((error) => {
    const problem = problemOfError(error);
    if (problem.status >= 500) onError(error);
    return problemResponse(problem);
  });
  return app;
}

async function readOriginal(log: AuditLog, eventId: string, contentHash: string | undefined) {
  const variants = contentHash === undefined ? await log.get(eventId) : [];
  if (variants.length > 1) {
    const hashes = variants.map((variant) => variant.contentHash).join(', ');
    throw new AuditTrailError(
      'Ambiguous',
      `${variants.length} different events have the id "${eventId}". Name one by contentHash: ${hashes}.`,
    );
  }
  return (await log.original(eventId, contentHash))[0];
}
