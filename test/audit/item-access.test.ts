import { readItemAccess } from '../../src/audit/item-access';
import { toKeyToken } from '../../src/audit/item-key';
import { toRecord } from '../support/audited';
import { type CloudTrailEvent, OTHER_ACCOUNT, tableArn, tableResource } from '../support/events';

const ORDERS = tableArn('Orders');
const LINES = tableArn('Lines');

let events = 0;

/** A call as CloudTrail writes it. */
const call = (
  eventName: string,
  requestParameters: unknown,
  fields: CloudTrailEvent = {},
): CloudTrailEvent => ({
  eventVersion: '1.11',
  userIdentity: { type: 'AWSAccount', principalId: 'AIDAX', accountId: '111122223333' },
  eventTime: '2026-03-14T09:26:53Z',
  eventSource: 'dynamodb.amazonaws.com',
  eventName,
  awsRegion: 'us-east-1',
  requestParameters,
  eventID: `5e1f0000-0000-4000-8000-${String(events++).padStart(12, '0')}`,
  eventCategory: 'Data',
  recipientAccountId: '111122223333',
  ...fields,
});

const access = (event: CloudTrailEvent) => readItemAccess(event, toRecord(event));
const named = (event: CloudTrailEvent) => access(event).named.map(({ table, key }) => [table, key]);
const unnamed = (event: CloudTrailEvent) => access(event).unnamed.map(({ table, kind }) => [table, kind]);

describe('the items that a call names', () => {
  test.each(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'])('are the key of %s', (eventName) => {
    const event = call(eventName, { tableName: 'Orders', key: { orderId: '42', line: 7 } });
    expect(named(event)).toEqual([[ORDERS, { orderId: '42', line: 7 }]]);
    expect(unnamed(event)).toEqual([]);
  });

  test('are those of the table that an ARN names', () => {
    const arn = tableArn('Orders', 'us-east-1', OTHER_ACCOUNT);
    expect(named(call('GetItem', { tableName: arn, key: { orderId: '42' } }))).toEqual([
      [arn, { orderId: '42' }],
    ]);
  });

  test('are those of the table in resources, for a name', () => {
    const event = call(
      'GetItem',
      { tableName: 'Orders', key: { orderId: '42' } },
      { resources: [tableResource('Orders', 'us-east-1', OTHER_ACCOUNT)] },
    );
    expect(named(event)).toEqual([[tableArn('Orders', 'us-east-1', OTHER_ACCOUNT), { orderId: '42' }]]);
  });

  test('are those of each element of a transaction, in any case', () => {
    const requestItems = [
      { tableName: 'Orders', key: { orderId: '1' } },
      { TableName: 'Lines', Key: { lineId: '2' } },
      { TABLENAME: 'Orders', KEY: { orderId: '3' } },
    ];
    expect(named(call('TransactWriteItems', { requestItems }))).toEqual([
      [ORDERS, { orderId: '1' }],
      [LINES, { lineId: '2' }],
      [ORDERS, { orderId: '3' }],
    ]);
  });

  test("are those of a transaction in the SDK's spelling", () => {
    const transactItems = [
      { conditionCheck: { tableName: 'Orders', key: { orderId: '1' } } },
      { put: { tableName: 'Lines', item: ['lineId'] } },
    ];
    const event = call('TransactWriteItems', { transactItems });
    expect(named(event)).toEqual([[ORDERS, { orderId: '1' }]]);
    expect(unnamed(event)).toEqual([[LINES, 'unlogged-key']]);
  });

  test('are those of each request of a batch by table', () => {
    const requestItems = {
      Orders: [{ putRequest: { key: { orderId: '1' } } }, { deleteRequest: { Key: { orderId: '2' } } }],
      Lines: { keys: [{ lineId: '3' }, { lineId: { S: '4' } }] },
    };
    expect(named(call('BatchWriteItem', { requestItems }))).toEqual([
      [ORDERS, { orderId: '1' }],
      [ORDERS, { orderId: '2' }],
      [LINES, { lineId: '3' }],
      [LINES, { lineId: '4' }],
    ]);
  });

  test('are those that the WHERE clause of a statement compares with', () => {
    const event = call('ExecuteStatement', { statement: `SELECT * FROM "Orders" WHERE orderId = '42'` });
    expect(named(event)).toEqual([[ORDERS, { orderId: '42' }]]);
    expect(access(event).named[0]?.otherwise).toBe('statement');
  });

  test('are those of each statement of a batch', () => {
    const requestItems = [
      { statement: "UPDATE Orders SET a = ***(Redacted) WHERE orderId = '1'" },
      { statement: "INSERT INTO Lines VALUE {'lineId' : ***(Redacted)}" },
    ];
    const event = call('BatchExecuteStatement', { requestItems });
    expect(named(event)).toEqual([[ORDERS, { orderId: '1' }]]);
    expect(unnamed(event)).toEqual([[LINES, 'statement']]);
  });

  test('have hostile keys as they are', () => {
    const key = { "it's": '"\'', ünï: '💥', empty: '', words: "x' OR '1'='1", '\0': 'FROM Orders WHERE' };
    expect(named(call('GetItem', { tableName: 'Orders', key }))).toEqual([[ORDERS, key]]);
  });

  test('are at most 100 of a call, and the rest is not lost', () => {
    const keys = Array.from({ length: 300 }, (_, n) => ({ orderId: String(n) }));
    const event = call('BatchGetItem', { requestItems: { Orders: { keys } } });
    expect(named(event)).toHaveLength(100);
    expect(unnamed(event)).toEqual([[ORDERS, 'unlogged-key']]);
  });
});

describe('a call that names no item', () => {
  const request = { tableName: 'Orders' };
  const statement = { statement: 'SELECT * FROM Orders' };
  const stream = `${ORDERS}/stream/2026-03-14T00:00:00.000`;
  const management = { eventCategory: 'Management' };

  test.each<[string, string, unknown, CloudTrailEvent]>([
    ['scan', 'Scan', request, {}],
    ['index-query', 'Query', { ...request, indexName: 'byCustomer' }, {}],
    ['unlogged-key', 'Query', request, {}],
    ['unlogged-key', 'GetItem', { ...request, key: { orderId: '***(Redacted)' } }, {}],
    ['unlogged-key', 'PutItem', { ...request, key: { orderId: [1, 2] } }, {}],
    ['unlogged-key', 'BatchGetItem', { requestItems: { Orders: {} } }, {}],
    ['unlogged-key', 'TransactGetItems', { requestItems: [request] }, {}],
    ['unlogged-key', 'GetItem', null, { resources: [tableResource('Orders')] }],
    ['statement', 'ExecuteStatement', statement, {}],
    ['statement', 'ExecuteStatement', { statement: 'HIDDEN' }, { resources: [tableResource('Orders')] }],
    ['stream', 'GetRecords', { shardIterator: `${stream}|1|AAAA` }, {}],
    ['export', 'ExportTableToPointInTime', { tableArn: ORDERS }, management],
    ['replica', 'CreateTableReplica', request, management],
    [
      'replica',
      'UpdateTable',
      { ...request, replicaUpdates: [{ create: { regionName: 'eu-west-1' } }] },
      management,
    ],
    ['unlogged-key', 'DeleteTable', request, management],
  ])('is a %s: %s of %j', (kind, eventName, requestParameters, fields) => {
    const event = call(eventName, requestParameters, fields);
    expect(named(event)).toEqual([]);
    expect(unnamed(event)).toEqual([[ORDERS, kind]]);
  });

  test('is a restore of both tables', () => {
    const event = call(
      'RestoreTableToPointInTime',
      { sourceTableName: 'Orders', targetTableName: 'Lines' },
      management,
    );
    expect(unnamed(event)).toEqual(
      expect.arrayContaining([
        [ORDERS, 'restore'],
        [LINES, 'restore'],
      ]),
    );
  });

  test('touches none if it only describes or changes the table', () => {
    const update = { ...request, replicaUpdates: [{ delete: { regionName: 'eu-west-1' } }] };
    for (const event of [
      call('DescribeTable', request, management),
      call('CreateTable', request, management),
      call('UpdateTable', update, management),
      call('CreateBackup', request, management),
    ]) {
      expect(access(event)).toEqual({ named: [], unnamed: [] });
    }
  });
});

test('a query of an index names the key of the index', () => {
  const event = call('Query', { tableName: 'Orders', indexName: 'byCustomer', key: { customerId: 'c7' } });
  expect(access(event)).toEqual({
    named: [{ table: ORDERS, key: { customerId: 'c7' }, otherwise: 'index-query' }],
    unnamed: [],
  });
});

describe('a token', () => {
  test('is the same for numbers of the same value', () => {
    const numbers = ['1', '1.0', '1E0', '10e-1'].map((text) => toKeyToken('id', JSON.parse(text) as number));
    expect(new Set(numbers).size).toBe(1);
  });

  test('differs for all else', () => {
    const values = ['42', '042', '42 ', ' 42', '1E3', '1000', '', 'true', 42, 1000, true];
    expect(new Set(values.map((value) => toKeyToken('id', value))).size).toBe(values.length);
    expect(toKeyToken('a', 'b')).not.toBe(toKeyToken('b', 'a'));
    expect(toKeyToken('a"', 'b')).not.toBe(toKeyToken('a', '"b'));
  });

  test.each([
    'plain',
    'a"b',
    'a\\b',
    'a\u0000b',
    'a\u001fb',
    'é',
    '😀',
    '\ud800',
    'a\udfffb',
    '\u007f',
    '\u2028',
  ])('of the text %j is JSON', (text) => {
    expect(toKeyToken(text, text)).toBe(JSON.stringify([text, text]));
  });
});
