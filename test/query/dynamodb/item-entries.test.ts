import { createAuditLog } from '../../../src/query/dynamodb/create-audit-log';
import { startDynamoDb, type TestDynamoDb, testClient } from '../../support/dynamodb';
import { controlEvent, dataEvent, tableArn, tableResource } from '../../support/events';
import { watchIndexReads } from '../../support/index-reads';
import { createStoredAudit, type StoredAudit } from '../../support/stored-audit';

/** A file each five minutes of a day and a half. */
const FILES = 432;
const EVENTS = 4;
/** The files in which a call names the item. */
const NAMING = [3, 77, 200, 201, 350, 431];
const START = Date.parse('2026-03-14T00:00:00Z');
const SHARDS = 8;

const timeAt = (file: number, second: number) =>
  `${new Date(START + file * 300_000 + second * 1_000).toISOString().slice(0, 19)}Z`;
const onOrders = (eventName: string, eventTime: string, request: object = {}) =>
  dataEvent({
    eventName,
    eventTime,
    requestParameters: { tableName: 'Orders', ...request },
    resources: [tableResource('Orders')],
  });

let dynamodb: TestDynamoDb;
let audit: StoredAudit;

beforeAll(async () => {
  dynamodb = await startDynamoDb();
  audit = await createStoredAudit(dynamodb.client);
  for (let file = 0; file < FILES; file += 1) {
    const events = Array.from({ length: EVENTS }, (_, n) =>
      onOrders('GetItem', timeAt(file, 60 * n), { key: { orderId: `o-${file}-${n}` } }),
    );
    if (file % 10 === 0) events.push(onOrders('Scan', timeAt(file, 250)));
    if (NAMING.includes(file))
      events.push(onOrders('PutItem', timeAt(file, 30), { key: { orderId: 'c-1' } }));
    await audit.storeEvents(events);
  }
  await audit.storeEvents([
    controlEvent({
      eventName: 'ExportTableToPointInTime',
      eventTime: timeAt(100, 0),
      requestParameters: { tableArn: tableArn('Orders') },
    }),
  ]);
});
afterAll(() => dynamodb.stop());

it('reads of the index only the seconds of entries that may name the item, and counts the other calls', async () => {
  const client = testClient(dynamodb.endpoint);
  const log = createAuditLog({ ...audit, client });
  const question = { table: 'Orders', key: { orderId: 'c-1' } };
  const reads = watchIndexReads(client);
  const { searched, ...answer } = await log.item(question);
  client.destroy();

  expect(answer.named.map(({ eventTime }) => eventTime)).toEqual(
    NAMING.toReversed().map((file) => timeAt(file, 30)),
  );
  expect(answer.mayHaveTouched).toMatchObject([
    { kind: 'scan', count: Math.ceil(FILES / 10), first: timeAt(0, 250), last: timeAt(430, 250) },
    { kind: 'export', count: 1 },
  ]);
  expect(answer.notices).toBeUndefined();
  expect(searched.index).toBe('activity, resource');

  const traffic = reads.bodies.filter((body) => /"t\d\|/.test(body));
  const spans = new Set(traffic.map((body) => /":low":\{"S":"[^"]+"\}/.exec(body)?.[0]));
  const inVain = spans.size - NAMING.length;
  expect(inVain).toBeGreaterThanOrEqual(0);
  expect(inVain).toBeLessThanOrEqual(0.01 * (FILES - NAMING.length));
  expect(traffic).toHaveLength(spans.size * SHARDS);
  // Seconds are read before those that come earlier in the answer are merged.
  expect(reads.most).toBeGreaterThan(SHARDS + 2);
});

it('reads seconds together that lie close', async () => {
  const close = await createStoredAudit(dynamodb.client);
  const calls = (orderId: string, eventName: string, second: number) =>
    onOrders(eventName, timeAt(0, second), { key: { orderId } });
  await close.storeEvents([calls('c-1', 'GetItem', 1), calls('c-1', 'PutItem', 200)]);
  const client = testClient(dynamodb.endpoint);
  const reads = watchIndexReads(client);
  const { named } = await createAuditLog({ ...close, client }).item({
    table: 'Orders',
    key: { orderId: 'c-1' },
  });
  client.destroy();
  expect(named).toHaveLength(2);
  expect(reads.bodies.filter((body) => /"t\d\|/.test(body))).toHaveLength(SHARDS);
});

it('counts of a group only the calls within the range', async () => {
  const cut = await createStoredAudit(dynamodb.client);
  await cut.storeEvents([0, 60, 120].map((second) => onOrders('Scan', timeAt(0, second))));
  const { mayHaveTouched } = await cut.log.item({
    ...{ table: 'Orders', key: { orderId: 'c-1' } },
    ...{ since: timeAt(0, 60), until: timeAt(0, 120) },
  });
  const [first, last] = [timeAt(0, 60), timeAt(0, 60)];
  expect(mayHaveTouched).toMatchObject([{ kind: 'scan', count: 1, first, last }]);
});

it('counts a call once that is decided by its bytes in one file and by its entry in another', async () => {
  const twice = await createStoredAudit(dynamodb.client);
  const requestItems = [{ tableName: 'Orders', key: { orderId: 'o-1' } }, { tableName: 'Orders' }];
  const both = onOrders('TransactWriteItems', timeAt(0, 5), { requestItems });
  const put = onOrders('PutItem', timeAt(0, 9), { key: { orderId: 'c-1' } });
  await twice.storeEvents([both]);
  await twice.storeEvents([both, put]);
  const answer = await twice.log.item({ table: 'Orders', key: { orderId: 'c-1' } });
  expect(answer.named.map(({ eventId }) => eventId)).toEqual([put.eventID]);
  expect(answer.mayHaveTouched).toMatchObject([{ kind: 'unlogged-key', count: 1 }]);
});

it('says from when there were no activity entries, and reads every call before', async () => {
  const log = async (entriesSince: string | false) => {
    const late = await createStoredAudit(dynamodb.client, {}, { entriesSince });
    await late.storeEvents([0, 60].map((second) => onOrders('Scan', timeAt(0, second))));
    return late.log.item({ table: 'Orders', key: { orderId: 'c-1' } });
  };
  const [some, none] = [await log(timeAt(0, 60)), await log(false)];
  for (const { mayHaveTouched } of [some, none]) expect(mayHaveTouched).toMatchObject([{ count: 2 }]);
  expect(some.notices).toEqual([
    'Every call before 2026-03-14T00:01:00Z was read, because log files have activity entries only since then.',
  ]);
  expect(none.notices).toEqual([
    'Every call on the table was read, because log files have no activity entries.',
  ]);
});
