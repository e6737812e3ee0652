import type { Hono } from 'hono';
import * as z from 'zod';
import {
  detailedRecordSchema,
  listSchema,
  pageSchema,
  problemSchema,
  summarySchema,
} from '../../src/http/answer-schemas';
import { createHttpApi } from '../../src/http/api';
import { facetsSchema, histogramSchema } from '../../src/http/count-schemas';
import { DIMENSION_NAMES } from '../../src/query/dimensions';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { dataEvent } from '../support/events';
import { findTime, QUESTIONS, TRAIL, TRAIL_SETTINGS, toLabel } from '../support/questions';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

let dynamodb: TestDynamoDb;
let audit: StoredAudit;
let api: Hono;

beforeAll(async () => {
  dynamodb = await startDynamoDb();
  audit = await createStoredAudit(dynamodb.client, TRAIL_SETTINGS);
  await audit.storeEvents(TRAIL);
  api = createHttpApi(audit.log);
});
afterAll(() => dynamodb.stop());

const get = (path: string, headers: Record<string, string> = {}) => api.request(path, { headers });
const findEvent = (label: string) =>
  TRAIL.find(({ eventID }) => toLabel({ eventId: eventID as string }) === label)!;

async function problemFrom(path: string) {
  const response = await get(path);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const problem = problemSchema.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return problem;
}

describe('GET /events', () => {
  it('takes a parameter given twice as alternatives, and pages by nextToken', async () => {
    const path = '/events?action=DeleteTable&action=DeleteBackup&limit=1';
    const first = pageSchema.parse(await (await get(path)).json());
    const second = pageSchema.parse(await (await get(`${path}&nextToken=${first.nextToken}`)).json());
    expect([...first.records, ...second.records].map(toLabel)).toEqual(['deleted', 'backup-deleted']);
    expect(second.nextToken).toBeUndefined();
  });

  it('answers every question in the shape it describes', async () => {
    for (const { query } of QUESTIONS) {
      const page = await audit.log.page(query);
      expect(() => pageSchema.parse(JSON.parse(JSON.stringify(page)))).not.toThrow();
    }
  });

  it.each([
    ['/events?tabel=Music', 'InvalidArgument', /Unknown parameter "tabel". Did you mean "table"/],
    ['/events?plane=controll', 'InvalidArgument', /plane.*control.*data.*controll/],
    ['/events?since=yesterday', 'InvalidArgument', /"yesterday"/],
    ['/events?limit=0', 'InvalidArgument', /limit/],
    ['/events?limit=1001', 'InvalidArgument', /limit/],
    ['/events?limit=many', 'InvalidArgument', /limit.*many/],
    ['/events?limit=1&limit=2', 'InvalidArgument', /limit can be given once, but is given 2/],
    ['/events?related=yes&table=Music', 'InvalidArgument', /related.*yes/],
    ['/events?table=', 'InvalidArgument', /table/],
    ['/events?errorCode=a&error=b', 'InvalidArgument', /error and its old name errorCode are both given/],
    ['/events?since=2026-03-14&timeZone=Atlantis', 'InvalidArgument', /time zone.*"Atlantis"/],
    ['/events?nextToken=forged', 'InvalidCursor', /not issued by this audit/],
  ])('%s is a bad request', async (path, code, detail) => {
    expect(await problemFrom(path)).toMatchObject({
      status: 400,
      code,
      detail: expect.stringMatching(detail),
    });
  });

  it('takes the old name of a parameter, and says what it is called now', async () => {
    const page = pageSchema.parse(await (await get('/events?region=eu-west-1')).json());
    expect(page.records.map(toLabel)).toEqual(['elsewhere']);
    expect(page.notices).toEqual([expect.stringContaining('region is now called eventRegion')]);
  });

  it('tells an unknown table, and names near it', async () => {
    expect(await problemFrom('/events?table=Musik')).toMatchObject({
      status: 404,
      code: 'NotFound',
      detail: expect.stringContaining('Did you mean "Music"'),
    });
  });

  it('tells what this deployment cannot answer', async () => {
    const bare = await createStoredAudit(dynamodb.client, {}, { entriesSince: false });
    await bare.storeEvents([dataEvent()]);
    const response = await createHttpApi(bare.log).request('/events');
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: 'NotAnswerable' });
    const partial = await createHttpApi(bare.log).request('/events?partial=true');
    expect(await partial.json()).toEqual({
      records: [],
      searched: { index: 'feed', entries: 0, readUnits: expect.any(Number) },
      coverage: expect.objectContaining({ status: 'not-provable' }),
      incomplete: expect.stringContaining('"feed"'),
    });
  });
});

describe('GET /events/{eventId}', () => {
  it('gives the record with its log file', async () => {
    const response = await get(`/events/${findEvent('scan').eventID}`);
    const { records } = z.object({ records: z.array(detailedRecordSchema) }).parse(await response.json());
    expect(records.map(toLabel)).toEqual(['scan']);
    expect(records[0]?.source).toMatchObject({ bucket: 'logs' });
  });

  it('gives the exact bytes of the event', async () => {
    const response = await get(`/events/${findEvent('scan').eventID}/original`);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.text()).toBe(JSON.stringify(findEvent('scan')));
  });

  it('asks which variant where there are several', async () => {
    const event = dataEvent();
    await audit.storeEvents([event, { ...event, userAgent: 'forged' }]);
    const path = `/events/${event.eventID}/original`;
    const problem = await problemFrom(path);
    expect(problem).toMatchObject({ status: 409, code: 'Ambiguous' });
    const [hash] = /[0-9a-f]{16}/.exec(problem.detail) ?? [];
    expect((await get(`${path}?contentHash=${hash}`)).status).toBe(200);
  });

  it.each(['/events/none', '/events/none/original'])('%s is not found', async (path) => {
    expect(await problemFrom(path)).toMatchObject({ status: 404, detail: expect.stringContaining('"none"') });
  });

  it('answers that nothing changed to whoever has it already', async () => {
    const path = `/events/${findEvent('scan').eventID}`;
    const first = await get(path);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const again = await get(path, { 'if-none-match': first.headers.get('etag') ?? '' });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });
});

describe('lists', () => {
  it.each(['resources', 'principals', 'actions'] as const)(
    '/%s pages through what was seen',
    async (kind) => {
      const walked: string[] = [];
      let token = '';
      do {
        const page = listSchema.parse(await (await get(`/${kind}?limit=3${token}`)).json());
        walked.push(...page.records.map(({ value }) => value));
        token = page.nextToken ? `&nextToken=${page.nextToken}` : '';
      } while (token);
      const all: string[] = [];
      for await (const { value } of audit.log.list(kind)) all.push(value);
      expect(walked).toEqual(all);
    },
  );

  it('refuses a token that is not of the list', async () => {
    expect(await problemFrom('/actions?nextToken=AAAA')).toMatchObject({
      status: 400,
      code: 'InvalidCursor',
    });
  });
});

describe('GET /histogram and GET /facets', () => {
  it('count records over time', async () => {
    const path = `/histogram?by=outcome&seconds=300&since=${findTime('describe')}&until=${findTime('export')}`;
    const histogram = histogramSchema.parse(await (await get(path)).json());
    expect(histogram).toMatchObject({
      since: findTime('describe'),
      until: findTime('export'),
      seconds: 300,
      complete: true,
    });
    expect(Object.keys(histogram.totals)).toContain('succeeded');
    expect(await problemFrom('/histogram?by=sourceIp')).toMatchObject({
      code: 'InvalidArgument',
      detail: expect.stringContaining('by'),
    });
  });

  it('count the values of filters, of all or of some', async () => {
    const all = facetsSchema.parse(await (await get('/facets?limit=2')).json());
    expect(all.facets.map(({ by }) => by)).toEqual(DIMENSION_NAMES);
    const some = facetsSchema.parse(await (await get('/facets?by=action&by=outcome&outcome=denied')).json());
    expect(some.facets.map(({ by, distinct }) => [by, distinct > 1])).toEqual([
      ['action', expect.any(Boolean)],
      ['outcome', true],
    ]);
    expect(await problemFrom('/facets?limit=1001')).toMatchObject({ code: 'InvalidArgument' });
  });
});

describe('GET /summary', () => {
  it('counts over time by one property', async () => {
    const path = `/summary?by=outcome&interval=5m&since=${findTime('describe')}&until=${findTime('export')}`;
    const summary = summarySchema.parse(await (await get(path)).json());
    expect(summary).toMatchObject({
      by: 'outcome',
      buckets: [
        { start: '2026-03-14T02:00:00Z', counts: { succeeded: 4, failed: 1 } },
        { start: '2026-03-14T02:05:00Z', counts: { throttled: 1, denied: 2, succeeded: 1 } },
      ],
      totals: { succeeded: 5, failed: 1, throttled: 1, denied: 2 },
      records: 9,
      complete: true,
    });
  });

  it('counts a record for each of its resources', async () => {
    const summary = summarySchema.parse(await (await get('/summary?by=resource&action=BatchGetItem')).json());
    expect(Object.values(summary.buckets[0]?.counts ?? {})).toEqual([1, 1]);
    expect(summary.records).toBe(1);
  });

  it('picks an interval that makes a readable number of buckets', async () => {
    const summary = summarySchema.parse(
      await (await get('/summary?by=action&since=2026-03-14&until=2026-03-15')).json(),
    );
    expect(summary.interval).toBe('15m');
  });

  it('needs to know what to count by', async () => {
    expect(await problemFrom('/summary')).toMatchObject({
      status: 400,
      detail: expect.stringContaining('by'),
    });
  });
});

describe('any answer', () => {
  it('is never shown in a frame, sniffed, or read by another origin', async () => {
    const { headers } = await get('/events?risk=critical', { origin: 'https://elsewhere.example' });
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('is not given to %s', async (method) => {
    const response = await api.request('/events', { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('says what is where, for a path that does not exist', async () => {
    expect(await problemFrom('/nothing')).toMatchObject({ status: 404 });
  });

  it('is healthy without touching a table', async () => {
    const response = await createHttpApi({} as never).request('/health');
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  it('hides what went wrong unexpectedly, but tells its owner', async () => {
    const errors: unknown[] = [];
    const broken = { ...audit.log, page: () => Promise.reject(new TypeError('secret detail')) };
    const response = await createHttpApi(broken, { onError: (error) => errors.push(error) }).request(
      '/events',
    );
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(errors).toEqual([expect.any(TypeError)]);
  });
});

describe('on one machine', () => {
  const guardedApi = () => createHttpApi(audit.log, { guard: { token: 'the-token' } });
  const ask = (headers: Record<string, string>) =>
    guardedApi().request('http://127.0.0.1:8080/events?risk=critical', { headers });

  it('answers to the token, under a name of this machine', async () => {
    for (const host of ['127.0.0.1:8080', 'localhost:8080', '[::1]:8080', '127.0.0.1']) {
      expect((await ask({ host, authorization: 'Bearer the-token' })).status).toBe(200);
    }
  });

  it.each([
    {},
    { authorization: 'Bearer other' },
    { authorization: 'the-token' },
    { authorization: 'Bearer the-token ' + 'x' },
  ])('turns away %j', async (headers) => {
    const response = await ask({ host: '127.0.0.1:8080', ...headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('turns away a request to another name, even with the token', async () => {
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:8080', '']) {
      expect((await ask({ host, authorization: 'Bearer the-token' })).status).toBe(421);
    }
  });
});
