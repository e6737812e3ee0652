import type { CallItems } from '../../src/query/named-items-answer';
import { ddbAudit } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { dataEvent, tableArn, tableResource } from '../support/events';
import { createLocalAuditOfEvents } from '../support/local-audit';
import { createStoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';

const onOrders = (minute: number, eventName: string, request: object) =>
  dataEvent({
    eventName,
    eventTime: `2026-03-14T09:0${minute}:00Z`,
    requestParameters: { tableName: 'Orders', ...request },
    resources: [tableResource('Orders')],
  });
const EVENTS = [
  onOrders(1, 'GetItem', { key: { orderId: '42' } }),
  onOrders(2, 'PutItem', { key: { orderId: '=1+1\u001b[31m', line: 7 } }),
  onOrders(3, 'Scan', {}),
];

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'test' };

describe('items', () => {
  const folder = temporaryFolder();
  let dynamodb: TestDynamoDb;
  let stores: Readonly<Record<'folder' | 'tables', readonly string[]>>;

  beforeAll(async () => {
    Object.assign(process.env, KEYS);
    dynamodb = await startDynamoDb();
    const local = await createLocalAuditOfEvents(folder, [EVENTS]);
    local.close();
    const { tableName, ledgerTableName, storeEvents } = await createStoredAudit(dynamodb.client);
    await storeEvents(EVENTS);
    const names = ['--table-name', tableName, '--ledger-table-name', ledgerTableName];
    stores = {
      folder: ['--local', local.folder],
      tables: [...names, '--endpoint-url', dynamodb.endpoint, '--region', 'us-east-1'],
    };
  });
  afterAll(async () => {
    for (const name of Object.keys(KEYS)) delete process.env[name];
    await dynamodb.stop();
  });

  const ask = (store: keyof typeof stores, ...args: string[]) =>
    ddbAudit(['items', ...stores[store], '--table', 'Orders', ...args]);

  test.each(['folder', 'tables'] as const)('lists the items that each call names, from %s', async (store) => {
    const { stdout, stderr, exitCode } = await ask(store);
    const calls = stdout
      .trim()
      .split('\n')
      .map((line): CallItems => JSON.parse(line));
    expect(calls.map(({ eventName, items, unnamed }) => ({ eventName, items, unnamed }))).toEqual([
      { eventName: 'Scan', items: [], unnamed: [{ table: tableArn('Orders'), kind: 'scan' }] },
      {
        eventName: 'PutItem',
        items: [{ table: tableArn('Orders'), key: { orderId: '=1+1\u001b[31m', line: 7 } }],
        unnamed: [],
      },
      {
        eventName: 'GetItem',
        items: [{ table: tableArn('Orders'), key: { orderId: '42' } }],
        unnamed: [],
      },
    ]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('Not verified: log files may be missing');
  });

  test('prints a table without control characters', async () => {
    const { stdout } = await ask('folder', '--output', 'table');
    const cells = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/)[3]);
    expect(cells).toEqual([
      'ITEMS',
      'Orders (scan)',
      'Orders orderId==1+1\\u001b[31m line=7',
      'Orders orderId=42',
    ]);
  });

  test('prints CSV, with lists as JSON', async () => {
    const { stdout } = await ask('folder', '--output', 'csv', '--order', 'asc', '--limit', '1');
    const [head, first] = stdout.split('\r\n');
    expect(head).toBe('eventId,eventTime,eventName,access,outcome,principal,items,unnamed');
    expect(first).toContain(`,"[{""table"":""${tableArn('Orders')}"",""key"":{""orderId"":""42""}}]",[]`);
  });

  test('prints pages of JSON that follow each other', async () => {
    const first = JSON.parse((await ask('folder', '--output', 'json', '--limit', '2')).stdout);
    expect(Object.keys(first)).toEqual(['records', 'nextToken', 'coverage']);
    const rest = await ask('folder', '--output', 'json', '--next-token', first.nextToken);
    expect(JSON.parse(rest.stdout).records).toHaveLength(1);
  });

  test('says how to go on, and what was searched if nothing matches', async () => {
    expect((await ask('folder', '--limit', '2')).stderr).toMatch(
      /Showing 2 calls; more are available\. Use --limit all, or --next-token \S+ to continue\./,
    );
    expect(await ask('folder', '--until', '2026-03-14')).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringMatching(
        /No matching calls up to 2026-03-14T00:00:00Z \(index: segments, \d+ entries read\)\./,
      ),
    });
  });

  test('has the exit code of the other questions for a table that was never seen', async () => {
    const { exitCode, stderr } = await ddbAudit(['items', ...stores.folder, '--table', 'Order']);
    expect(exitCode).toBe(254);
    expect(stderr).toContain('Did you mean "Orders"?');
  });
});
