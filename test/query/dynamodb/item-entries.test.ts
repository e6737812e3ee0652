import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createAuditLog } from '../../../src/query/dynamodb/create-audit-log';
import { startDynamoDb, type TestDynamoDb, testClient } from '../../support/dynamodb';
import { controlEvent, dataEvent, tableArn, tableResource } from '../../support/events';
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

/** The bodies of requests on an index of the audit table, from now on. */
function watchIndexReads({ config }: DynamoDBClient): { readonly bodies: string[] } {
  const bodies: string[] = [];
  const { requestHandler } = config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = (request, options) => {
    const body = Buffer.from(request.body ?? '').toString();
    if (body.includes('"IndexName"')) bodies.push(body);
    return handle(request, options);
  };
  return { bodies };
}

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
});
