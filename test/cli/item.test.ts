import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ItemHistory } from '../../src/query/item-answer';
import { ddbAudit } from '../support/command-line';
import {
  controlEvent,
  dataEvent,
  denial,
  identities,
  logFile,
  tableArn,
  tableResource,
} from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';

const at = (minute: number) => `2026-03-14T09:${String(minute).padStart(2, '0')}:00Z`;
const ORDERS = [tableResource('Orders')];
const onOrders = (eventName: string, minute: number, request: object = {}, overrides: object = {}) =>
  dataEvent({
    eventName,
    eventTime: at(minute),
    requestParameters: { tableName: 'Orders', ...request },
    resources: ORDERS,
    ...overrides,
  });
const item = (value: unknown) => ({ key: { orderId: value } });

const put = onOrders('PutItem', 1, item('42'));
const read = onOrders('GetItem', 2, item('42'));
const readNumber = onOrders('GetItem', 3, item(42));
const inIreland = onOrders('GetItem', 4, item('42'), {
  awsRegion: 'eu-west-1',
  resources: [tableResource('Orders', 'eu-west-1')],
});
const mallory = identities.iamUser('mallory\u001b[31m');
const EVENTS = [
  ...[put, read, readNumber, inIreland],
  ...['042', '42 ', '43', "42' OR '1'='1"].map((value) => onOrders('GetItem', 5, item(value))),
  onOrders('Query', 6, { key: { orderId: '42', line: 'a' } }),
  onOrders('Scan', 7, {}, { userIdentity: mallory }),
  onOrders('Scan', 8, {}, { userIdentity: mallory }),
  onOrders('Scan', 9, {}, denial('no')),
  controlEvent({
    eventName: 'ExportTableToPointInTime',
    eventTime: at(10),
    requestParameters: { tableArn: tableArn('Orders') },
  }),
];

const parent = temporaryFolder();
const local = join(parent, 'data');

beforeAll(async () => {
  const logs = join(parent, 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14');
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, 'one.json.gz'), logFile(EVENTS));
  expect((await ddbAudit(['ingest', parent, '--local', local])).exitCode).toBe(0);
});

const ask = (...args: string[]) => ddbAudit(['item', '--local', local, ...args]);
async function answer(...args: string[]): Promise<ItemHistory> {
  const { stdout, exitCode } = await ask(...args, '--output', 'json');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}
const names = ({ named }: ItemHistory) =>
  named.map(({ eventTime, eventName }) => `${eventTime} ${eventName}`);

describe('item', () => {
  test('prints the calls that named an item, those that may have touched it, and what cannot be seen', async () => {
    const { stdout, stderr } = await ask('--table', 'Orders', '--key', 'orderId=42', '--output', 'table');
    const sections = stdout.split('\n\n').map((section) => section.split('\n'));
    expect(sections.map(([head]) => head)).toEqual([
      'Item with orderId = 42 in Orders (2 tables)',
      'Calls that named it:',
      'Calls that may have touched it without naming it:',
      'Such calls that were denied, throttled or failed:',
      expect.stringContaining('reads that DAX answers from its cache, and deletions by TTL'),
    ]);
    expect(sections[1]!.slice(2).map((line) => line.split(/\s+/)[1])).toEqual([
      ...['Query', 'GetItem', 'GetItem', 'GetItem', 'PutItem'],
    ]);
    expect(sections[2]!.slice(2).map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
      expect.stringMatching(/^scan of the table or an index \| Scan \| arn:\S+mallory\\u001b\[31m \| 2 \| /),
      expect.stringMatching(/^export of the table \| ExportTableToPointInTime \| /),
    ]);
    expect(sections[3]).toHaveLength(3);
    expect(stderr).toMatch(/"Orders" matches 2 tables/);
    expect(stderr).toMatch(/Not verified: log files may be missing/);
    expect(stdout + stderr).not.toContain('\u001b');
  });

  test('shows a value that nobody could see in quotes', async () => {
    const { stdout } = await ask('--table', 'Orders', '--key', 'orderId=', '--output', 'table');
    expect(stdout).toContain('Item with orderId = "" in Orders');
  });

  test('gives the same as JSON', async () => {
    const history = await answer('--table', tableArn('Orders'), '--key', 'orderId=42');
    expect(history).toMatchObject({
      table: tableArn('Orders'),
      key: { orderId: '42' },
      mayHaveTouched: [
        { kind: 'scan', eventName: 'Scan', count: 2, first: at(7), last: at(8) },
        { kind: 'export', eventName: 'ExportTableToPointInTime', count: 1 },
      ],
      attempted: [{ kind: 'scan', eventName: 'Scan', count: 1, first: at(9), last: at(9) }],
      notVisible: ['dax-cache', 'ttl'],
      coverage: { status: 'not-provable' },
      searched: { index: 'segments' },
    });
    expect(names(history)).toEqual([
      `${at(6)} Query`,
      `${at(3)} GetItem`,
      `${at(2)} GetItem`,
      `${at(1)} PutItem`,
    ]);
    expect(history.notices?.[0]).toContain(`${tableArn('Orders', 'eu-west-1')}. They may be replicas`);
  });

  test('prints a line for each call and group, and one for the rest', async () => {
    const asked = ['--table', tableArn('Orders'), '--key', 'orderId=42'];
    const { stdout, stderr } = await ask(...asked, '--output', 'ndjson', '--limit', 'all');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const parts = (name: string) =>
      lines.filter(({ part }) => part === name).map(({ part: _, ...rest }) => rest);
    const { named, mayHaveTouched, attempted, ...others } = await answer(...asked, '--limit', 'all');
    expect(parts('named')).toEqual(named);
    expect(parts('mayHaveTouched')).toEqual(mayHaveTouched);
    expect(parts('attempted')).toEqual(attempted);
    expect(lines.at(-1)).toMatchObject({
      part: 'answer',
      table: others.table,
      notVisible: others.notVisible,
    });
    expect(Object.keys(lines.at(-1)).sort()).toEqual(['part', ...Object.keys(others)].sort());
    expect(stderr).toMatch(/Not verified: log files may be missing/);
  });

  test('says that a time range begins in the future', async () => {
    const { notices } = await answer('--table', 'Orders', '--key', 'orderId=42', '--since', '2999-01-01');
    expect(notices).toContainEqual(
      expect.stringMatching(
        /^since is 2999-01-01T00:00:00Z, which is later than now \(20\S+Z\): no call can/,
      ),
    );
    const { notices: past = [] } = await answer('--table', 'Orders', '--key', 'orderId=42', '--since', '30d');
    expect(past.filter((notice) => notice.startsWith('since is'))).toEqual([]);
  });

  test('compares text exactly', async () => {
    expect(names(await answer('--table', 'Orders', '--key', 'orderId=042'))).toEqual([`${at(5)} GetItem`]);
    expect(names(await answer('--table', 'Orders', '--key', "orderId=42' OR '1'='1"))).toHaveLength(1);
  });

  test('wants all attributes of the same item, and counts calls that log only some', async () => {
    const history = await answer('--table', 'Orders', '--key', 'orderId=42', '--key', 'line=a');
    expect(names(history)).toEqual([`${at(6)} Query`]);
    expect(history.mayHaveTouched).toContainEqual(
      expect.objectContaining({ kind: 'unlogged-key', eventName: 'GetItem', count: 3 }),
    );
    const other = await answer('--table', 'Orders', '--key', 'orderId=42', '--key', 'line=b');
    expect(names(other)).toEqual([]);
    expect(names(await answer('--table', 'Orders', '--key', 'line=a'))).toEqual([`${at(6)} Query`]);
  });

  test('gives all calls of several pages, or says where to go on', async () => {
    const asked = ['--table', 'Orders', '--key', 'orderId=42'];
    const whole = await answer(...asked, '--limit', 'all');
    const first = await answer(...asked, '--limit', '2');
    const rest = await answer(...asked, '--limit', 'all', '--next-token', first.nextToken!);
    expect([...names(first), ...names(rest)]).toEqual(names(whole));
    expect(whole.nextToken).toBeUndefined();
    const { stderr } = await ask(...asked, '--limit', '2', '--output', 'table');
    expect(stderr).toMatch(/The answer reaches back to 2026-03-14T09:04:00Z; there is more before it/);
  });

  test('says what was searched if nothing named the item, and doubts the attribute', async () => {
    const { stdout, stderr } = await ask('--table', 'Orders', '--key', 'orderID=42', '--output', 'table');
    expect(stdout).toMatch(/None up to now \(\d+ entries read\)/);
    expect(stderr).toMatch(/8 calls on single items do not log the attribute "orderID": check the spelling/);
  });

  test.each([
    [
      ['--table', 'Order', '--key', 'orderId=42'],
      254,
      /No table named "Order" has been seen. Did you mean "Orders"/,
    ],
    [['--table', 'Orders', '--key', 'orderId'], 252, /It must be ATTRIBUTE=VALUE/],
    [['--table', 'Orders', '--key', 'a=1', '--key', 'a=2'], 252, /The attribute a is given twice/],
    [
      ['--table', 'Orders', '--key', 'a=1', '--key', '__proto__=2'],
      252,
      /key has a member "__proto__". A member of this name cannot be asked for/,
    ],
    [['--table', 'Orders'], 252, /--key/],
    [['--key', 'orderId=42'], 252, /--table/],
  ])('refuses %j', async (args, exitCode, message) => {
    const { exitCode: ended, stderr } = await ask(...args);
    expect(ended).toBe(exitCode);
    expect(stderr).toMatch(message);
  });
});

describe('search --key', () => {
  test('finds the calls that name the item and match the other filters', async () => {
    const asked = [
      'search',
      '--local',
      local,
      '--table',
      'Orders',
      '--key',
      'orderId=42',
      '--action',
      'PutItem',
    ];
    const { stdout } = await ddbAudit([...asked, '--output', 'ndjson']);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).eventId),
    ).toEqual([put.eventID]);
  });

  test('requires a table', async () => {
    const { exitCode, stderr } = await ddbAudit(['search', '--local', local, '--key', 'orderId=42']);
    expect([exitCode, stderr]).toEqual([
      252,
      expect.stringMatching(/table is missing: a query with key must name the table of the item/),
    ]);
  });
});
