import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import { jsonRecord } from '../audit/json-record';
import { AuditTrailError } from '../errors';
import type { AuditLog } from '../query/audit-log';
import type { EventPlace } from '../query/event-place';
import { LONGEST_ANSWER_SECONDS } from '../query/limits';
import { parseInput } from '../query/parse-input';
import type { DirectoryKind } from '../store/ledger/directory-item';
import { fromAllowedHosts, type Guard, withToken } from './guard';
import { openApiDocument } from './openapi';
import { type Answer, type Asked, OPERATIONS, type Operation, type OperationId } from './operations';
import { parameterParser } from './parse-parameters';
import { problemResponse, toProblem, toProblemFromError } from './problems';
import { readBody } from './read-body';

export interface HttpApiOptions {
  /** Checks callers. Leave it out only behind a service that does, such as a Lambda function URL with IAM. */
  readonly guard?: Guard | undefined;
  /** Called with errors that are not the caller's. */
  readonly onError?: (error: unknown) => void;
}

const POST_PATHS: ReadonlySet<string> = new Set(
  Object.values<Operation>(OPERATIONS).flatMap(({ method, path }) => (method === 'post' ? [path] : [])),
);

/** Clients may cache an answer but must revalidate it; proxies must not cache it. */
const REVALIDATED = 'private, no-cache';

/**
 * The HTTP API, for the Lambda function and for one machine. It accepts GET and HEAD, and POST where
 * parameters must not be in a URL. Parameters are named like the command line's flags in camelCase. Answers are JSON, or
 * problems as in RFC 9457. It sends no CORS headers, so pages of other origins cannot read its answers.
 */
export function createHttpApi(log: AuditLog, { guard, onError = () => {} }: HttpApiOptions = {}): Hono {
  const app = new Hono();
  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }));
  if (guard) app.use(fromAllowedHosts(guard.allowedHosts), withToken(guard.token));
  app.use(etag());

  const handlers = createHandlers(log);
  for (const id of Object.keys(handlers) as OperationId[]) addRoute(app, id, handlers[id] as Handler);
  app.get('/openapi.json', (context) =>
    context.json(openApiDocument(), 200, { 'cache-control': 'public, max-age=3600' }),
  );

  app.notFound(({ req }) => {
    const [allowed, named] = POST_PATHS.has(req.path) ? ['POST', 'POST'] : ['GET, HEAD', 'GET or HEAD'];
    if (allowed.split(', ').includes(req.method)) {
      return problemResponse(
        toProblem('NotFound', `Unknown path ${req.path}. See /openapi.json for all paths.`),
      );
    }
    return problemResponse(
      toProblem('MethodNotAllowed', `Method ${req.method} is not allowed. Use ${named}.`),
      { allow: allowed },
    );
  });
  app.onError((error) => {
    const problem = toProblemFromError(error);
    if (problem.status >= 500) onError(error);
    return problemResponse(problem);
  });
  return app;
}

type Handlers = {
  readonly [Id in OperationId]: (asked: Asked<Id>, eventId: string) => Promise<Answer<Id>>;
};
type Handler = (asked: unknown, eventId: string) => Promise<object | undefined>;

const createHandlers = (log: AuditLog): Handlers => {
  const listPage =
    (kind: DirectoryKind) =>
    ({ limit, nextToken }: Asked<'listResources'>) =>
      log.listPage(kind, { limit, cursor: nextToken });
  return {
    async searchEvents({ limit, maximumFiles, lateness, nextToken, ...filters }) {
      const page = await log.page(filters, { limit, maximumFiles, lateness, cursor: nextToken });
      return { ...page, records: page.records.map(jsonRecord) };
    },
    getEvent: async (place, eventId) => ({ records: (await log.get(eventId, place)).map(jsonRecord) }),
    getOriginal: ({ contentHash, ...place }, eventId) => readOriginal(log, eventId, contentHash, place),
    async getAround(options, eventId) {
      const around = await log.around(eventId, options);
      return { ...around, records: around.records.map(jsonRecord) };
    },
    getDiff: (place, eventId) => log.diff(eventId, place),
    async compareEvents({ with: id, withSince, withUntil, withTable, ...place }, eventId) {
      const { timeZone, altered } = place;
      const other = { since: withSince, until: withUntil, table: withTable, timeZone, altered };
      const { before, after, ...comparison } = await log.compare(eventId, id, { ...place, other });
      return { before: jsonRecord(before), after: jsonRecord(after), ...comparison };
    },
    listResources: listPage('resources'),
    listPrincipals: listPage('principals'),
    listActions: listPage('actions'),
    async searchItems({ limit, lateness, nextToken, ...question }) {
      const history = await log.item(question, { limit, lateness, cursor: nextToken });
      return { ...history, named: history.named.map(jsonRecord) };
    },
    listNamedItems: ({ limit, maximumFiles, lateness, nextToken, ...filters }) =>
      log.namedItemsPage(filters, { limit, maximumFiles, lateness, cursor: nextToken }),
    getPolicy: ({ includeDenied, lateness, ...filters }) => log.policy(filters, { includeDenied, lateness }),
    summarizeEvents: ({ by, interval, lateness, nextToken, ...filters }) =>
      log.summary(filters, { by, interval, lateness, cursor: nextToken }),
    getHistogram: ({ by, seconds, lateness, ...filters }) =>
      log.histogram(filters, { by, seconds, lateness }),
    getFacets: ({ by, limit, lateness, ...filters }) => log.facets(filters, { by, limit, lateness }),
    getActivity: ({ limit, lateness, nextToken, ...filters }) =>
      log.activityPage(filters, { limit, lateness, cursor: nextToken }),
    listFiles: ({ limit, nextToken, ...filters }) => log.filesPage(filters, { limit, cursor: nextToken }),
    getStatus: ({ silentHours }) => log.status({ silentHours, maximumSeconds: LONGEST_ANSWER_SECONDS }),
    listDeliveries: (query) => log.deliveries(query, { maximumSeconds: LONGEST_ANSWER_SECONDS }),
    getHealth: async () => ({ status: 'ok' }),
  };
};

function addRoute(app: Hono, id: OperationId, handle: Handler): void {
  const { method, path, parameters }: Operation = OPERATIONS[id];
  if (method === 'post') {
    app.post(path, async (context) => {
      const asked = parseInput(parameters, await readBody(context.req.raw));
      return context.json(await handle(asked, ''), 200, { 'cache-control': 'no-store' });
    });
    return;
  }
  const parse = parameterParser(parameters);
  const headers = { 'cache-control': id === 'getHealth' ? 'no-store' : REVALIDATED };
  app.get(path.replace('{eventId}', ':eventId'), async (context) => {
    const asked = parse(new URL(context.req.url).searchParams);
    const body = await handle(asked, context.req.param('eventId') ?? '');
    return body instanceof Uint8Array
      ? context.body(Buffer.from(body), 200, { ...headers, 'content-type': 'application/json' })
      : context.json(body, 200, headers);
  });
}

async function readOriginal(
  log: AuditLog,
  eventId: string,
  contentHash: string | undefined,
  place: EventPlace,
) {
  const variants = contentHash === undefined ? await log.get(eventId, place) : [];
  if (variants.length > 1) {
    const hashes = variants.map((variant) => variant.contentHash).join(', ');
    throw new AuditTrailError(
      'Ambiguous',
      `${variants.length} different events have the id "${eventId}". Select one with contentHash: ${hashes}.`,
    );
  }
  return (await log.original(eventId, contentHash, place))[0];
}
