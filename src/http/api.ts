import { type Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import type * as z from 'zod';
import { jsonRecord } from '../audit/json-record';
import { AuditTrailError } from '../errors';
import type { AuditLog } from '../query/audit-log';
import { type Guard, guarded } from './guard';
import { openApiDocument } from './openapi';
import {
  eventsParameters,
  listParameters,
  noParameters,
  originalParameters,
  parameterParser,
  summaryParameters,
} from './parameters';
import { problemResponse, toProblem, toProblemFromError } from './problems';

export interface HttpApiOptions {
  /** Checks callers. Leave it out only behind a service that does, such as a Lambda function URL with IAM. */
  readonly guard?: Guard | undefined;
  /** Called with errors that are not the caller's. */
  readonly onError?: (error: unknown) => void;
}

/** Clients may cache an answer but must revalidate it; proxies must not cache it. */
const REVALIDATED = 'private, no-cache';

/**
 * The HTTP API, for the Lambda function and for one machine. It accepts GET and HEAD, takes parameters named
 * like the command line's flags in camelCase, and answers JSON or problems as in RFC 9457. It sends no CORS
 * headers, so pages of other origins cannot read its answers.
 */
export function createHttpApi(log: AuditLog, { guard, onError = () => {} }: HttpApiOptions = {}): Hono {
  const app = new Hono();
  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }));
  if (guard) app.use(guarded(guard));
  app.use(etag());

  /** Adds a path that takes these parameters and answers JSON. */
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
    const page = await log.page(filters, { limit, cursor: nextToken });
    return { ...page, records: page.records.map(jsonRecord) };
  });
  answer('/events/:eventId', noParameters, async (_, context) => ({
    records: (await log.get(toEventId(context))).map(jsonRecord),
  }));
  answer('/events/:eventId/original', originalParameters, ({ contentHash }, context) =>
    readOriginal(log, toEventId(context), contentHash),
  );
  for (const kind of ['resources', 'principals', 'actions'] as const) {
    answer(`/${kind}`, listParameters, ({ limit, nextToken }) =>
      log.listPage(kind, { limit, cursor: nextToken }),
    );
  }
  answer('/summary', summaryParameters, ({ by, interval, ...filters }) =>
    log.summary(filters, { by, interval }),
  );
  answer('/openapi.json', noParameters, async () => openApiDocument(), 'public, max-age=3600');
  answer('/health', noParameters, async () => ({ status: 'ok' }), 'no-store');

  app.notFound(({ req }) =>
    req.method === 'GET' || req.method === 'HEAD'
      ? problemResponse(toProblem('NotFound', `Unknown path ${req.path}. See /openapi.json for all paths.`))
      : problemResponse(
          toProblem('MethodNotAllowed', `Method ${req.method} is not allowed. Use GET or HEAD.`),
          {
            allow: 'GET, HEAD',
          },
        ),
  );
  app.onError((error) => {
    const problem = toProblemFromError(error);
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
      `${variants.length} different events have the id "${eventId}". Select one with contentHash: ${hashes}.`,
    );
  }
  return (await log.original(eventId, contentHash))[0];
}
