import type { Hono } from 'hono';
import { problemSchema } from '../../src/http/answer-schemas';
import { createHttpApi } from '../../src/http/api';
import { itemHistorySchema, namedItemsSchema } from '../../src/http/item-answer-schemas';
import { createLogFileReader } from '../../src/originals/s3-log-file-reader';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { dataEvent, tableArn, tableResource } from '../support/events';
import { startLogBucket } from '../support/log-bucket';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

const onOrders = (eventName: string, minute: number, request: object = {}) =>
  dataEvent({
    eventName,
    eventTime: `2026-03-14T09:${String(minute).padStart(2, '0')}:00Z`,
    requestParameters: { tableName: 'Orders', ...request },
    resources: [tableResource('Orders')],
  });
const put = onOrders('PutItem', 1, { key: { orderId: '42' } });
const read = onOrders('GetItem', 2, { key: { orderId: '42' } });

let dynamodb: TestDynamoDb;
let audit: StoredAudit;
let api: Hono;

beforeAll(async () => {
  dynamodb = await startDynamoDb();
  audit = await createStoredAudit(dynamodb.client);
  await audit.storeEvents([
    put,
    read,
    onOrders('GetItem', 3, { key: { orderId: '43' } }),
    onOrders('Scan', 4),
  ]);
  api = createHttpApi(audit.log);
});
afterAll(() => dynamodb.stop());

const post = (body: unknown) =>
  api.request('/items/search', {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const question = { table: 'Orders', key: { orderId: '42' } };

describe('POST /items/search', () => {
  it('answers in the shape it describes', async () => {
    const response = await post(question);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const answer = itemHistorySchema.parse(await response.json());
    expect(answer.table).toBe(tableArn('Orders'));
    expect(answer.named.map(({ eventId }) => eventId)).toEqual([read.eventID, put.eventID]);
    expect(answer.mayHaveTouched).toMatchObject([{ kind: 'scan', eventName: 'Scan', count: 1 }]);
    expect(answer.attempted).toEqual([]);
    expect(answer).toEqual(JSON.parse(JSON.stringify(await audit.log.item(question))));
  });

  it('continues with the token of the page before', async () => {
    const first = itemHistorySchema.parse(await (await post({ ...question, limit: 1 })).json());
    const { nextToken } = first;
    const second = itemHistorySchema.parse(await (await post({ ...question, limit: 1, nextToken })).json());
    expect([first, second].map(({ named }) => named[0]?.eventId)).toEqual([read.eventID, put.eventID]);
    const other = await post({ table: 'Orders', key: { orderId: '43' }, nextToken });
    expect(await other.json()).toMatchObject({ code: 'InvalidCursor' });
  });

  it.each([
    [
      'no JSON',
      '{"key":{"secret":"4711"',
      400,
      'The body must be JSON, such as {"table":"Orders","key":{"orderId":"42"}}.',
    ],
    ['no key', { table: 'Orders' }, 400, 'key must be an object, but is missing.'],
    ['an empty key', { table: 'Orders', key: {} }, 400, /at least one attribute/],
    [
      'a list of values',
      { table: 'Orders', key: { orderId: ['42'] } },
      400,
      'key.orderId must be a string, a number, or true or false, but is ["42"].',
    ],
    [
      'an unknown parameter',
      { ...question, tables: [] },
      400,
      'Unknown parameter "tables". Did you mean "table"?',
    ],
    ['a table that was never seen', { ...question, table: 'Order' }, 404, /Did you mean "Orders"/],
    ['too large a body', `"${'x'.repeat(70_000)}"`, 400, 'The body must have at most 65,536 bytes.'],
    [
      'an attribute that the parser would leave out',
      '{"table":"Orders","key":{"orderId":"42","__proto__":"7"}}',
      400,
      'key has a member "__proto__". A member of this name cannot be asked for: leave it out.',
    ],
  ])('refuses %s', async (_, body, status, detail) => {
    const response = await post(body);
    const problem = problemSchema.parse(await response.json());
    expect(problem).toMatchObject({
      status,
      detail: detail instanceof RegExp ? expect.stringMatching(detail) : detail,
    });
  });

  it('is not asked with GET, so that no key is in a URL', async () => {
    const response = await api.request('/items/search?table=Orders&key=42');
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    const events = await api.request('/events?table=Orders&key=42');
    expect(await events.json()).toMatchObject({ detail: expect.stringMatching(/^Unknown parameter "key"/) });
  });
});

describe('GET /items', () => {
  const ask = async (query: string) => (await api.request(`/items?${query}`)).json();

  it('lists calls with the items that they name, and what they touched without naming it', async () => {
    const answer = namedItemsSchema.parse(await ask('table=Orders&limit=3'));
    expect(answer.records).toMatchObject([
      { eventName: 'Scan', items: [], unnamed: [{ table: tableArn('Orders'), kind: 'scan' }] },
      { eventName: 'GetItem', items: [{ table: tableArn('Orders'), key: { orderId: '43' } }], unnamed: [] },
      { eventId: read.eventID, access: 'read', outcome: 'succeeded', items: [{ key: { orderId: '42' } }] },
    ]);
    const rest = namedItemsSchema.parse(await ask(`table=Orders&limit=3&nextToken=${answer.nextToken}`));
    expect(rest.records.map(({ eventId }) => eventId)).toEqual([put.eventID]);
    expect(rest.nextToken).toBeUndefined();
  });

  it('reads at most 200 events', async () => {
    const problem = problemSchema.parse(await ask('table=Orders&limit=201'));
    expect(problem).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/limit must be at most 200/),
    });
  });

  it('lists the items of calls without a record from their log files, which are read once', async () => {
    const bucket = await startLogBucket();
    const detail = { dataEventDetail: 'activity', machines: [] } as const;
    const reading = { logFiles: createLogFileReader(bucket) };
    const summarized = await createStoredAudit(dynamodb.client, {}, { bucket, detail, reading });
    await summarized.storeEvents([read]);
    for (const question of [{ table: ['Orders'] }, { table: ['Orders'], key: { orderId: '42' } }]) {
      const { records, notices } = await summarized.log.namedItemsPage(question);
      expect(records).toMatchObject([
        { eventName: 'GetItem', items: [{ key: { orderId: '42' } }], unnamed: [] },
      ]);
      expect(notices).toBeUndefined();
    }
    expect(bucket.requests).toHaveLength(2);
    await bucket.close();
  });

  it('says how many calls it lacks if log files are not read', async () => {
    const detail = { dataEventDetail: 'activity', machines: [] } as const;
    const summarized = await createStoredAudit(dynamodb.client, {}, { detail });
    await summarized.storeEvents([read]);
    const { records, notices } = await summarized.log.namedItemsPage({ table: ['Orders'] });
    expect(records).toEqual([]);
    expect(notices?.join()).toMatch(
      /^Up to 1 call is missing from the answer: .* Grant it with originals: true/,
    );
  });
});
