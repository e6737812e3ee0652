import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Around } from '../../src/query/around-answer';
import type { EventDiff } from '../../src/query/event-diff';
import { ddbAudit, parseLines, type RunOptions } from '../support/command-line';
import { controlEvent, dataEvent, identities, logFile, nextEventId, tableArn } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';

const at = (minute: number) => `2026-03-14T09:${String(minute).padStart(2, '0')}:00Z`;
const mallory = identities.iamUser('mallory', { accessKeyId: 'AKIAMALLORYEXAMPLE01' });
const byMallory = { userIdentity: mallory, sourceIPAddress: '203.0.113.66' };
const elsewhere = { requestParameters: { tableName: 'Orders' } };
const alter = (requestParameters: object, minute: number, overrides: object = {}) =>
  controlEvent({
    eventName: 'UpdateTable',
    eventTime: at(minute),
    readOnly: false,
    requestParameters: { tableName: 'Music', ...requestParameters },
    ...overrides,
  });
const putPolicy = (action: unknown, minute: number) =>
  controlEvent({
    ...byMallory,
    eventName: 'PutResourcePolicy',
    eventTime: at(minute),
    readOnly: false,
    requestParameters: {
      resourceArn: tableArn('Music'),
      policy: JSON.stringify({
        Statement: [{ Sid: 'Read', Effect: 'Allow', Principal: '*', Action: action }],
      }),
    },
  });

const altered = alter({ billingMode: 'PROVISIONED', deletionProtectionEnabled: true }, 1);
const early = dataEvent({ ...byMallory, eventTime: at(4) });
const sameKey = controlEvent({ ...byMallory, ...elsewhere, eventTime: at(18) });
const sameAddress = controlEvent({ ...elsewhere, sourceIPAddress: '203.0.113.66', eventTime: at(21) });
const sameTable = dataEvent({ eventTime: at(22) });
const unprotected = alter({ billingMode: 'PAY_PER_REQUEST', deletionProtectionEnabled: true }, 20, byMallory);
const unrelated = controlEvent({ ...elsewhere, eventTime: at(20) });
const refused = alter({ deletionProtectionEnabled: false }, 19, { errorCode: 'ResourceInUseException' });
const policy = putPolicy('dynamodb:GetItem', 30);
const widerPolicy = putPolicy(['dynamodb:GetItem', 'dynamodb:Scan'], 40);
const forgedId = nextEventId();
const EVENTS = [
  ...[altered, early, sameKey, sameAddress, sameTable, unprotected, unrelated, refused, policy, widerPolicy],
  alter({ streamSpecification: {} }, 50, { eventID: forgedId }),
  alter({ streamSpecification: { streamEnabled: true } }, 50, { eventID: forgedId }),
];

const parent = temporaryFolder();
const local = join(parent, 'data');

beforeAll(async () => {
  const logs = join(parent, 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14');
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, 'one.json.gz'), logFile(EVENTS));
  expect((await ddbAudit(['ingest', parent, '--local', local])).exitCode).toBe(0);
});

const ask = (words: unknown[], options?: RunOptions) =>
  ddbAudit([...words.map(String), '--local', local], options);
const toIds = (events: Record<string, unknown>[]) => events.map(({ eventID }) => eventID);

describe('ddb-audit around', () => {
  it('prints each related record once, newest first, with why it is there', async () => {
    const ran = await ask(['around', unprotected.eventID]);
    expect(ran.exitCode).toBe(0);
    const shown = parseLines<{ eventId: string; reasons: string[] }>(ran);
    expect(shown.map(({ eventId, reasons }) => [eventId, reasons])).toEqual([
      [policy.eventID, ['principal', 'accessKey', 'sourceIp', 'table']],
      [sameTable.eventID, ['table']],
      [sameAddress.eventID, ['sourceIp']],
      [unprotected.eventID, ['principal', 'accessKey', 'sourceIp', 'table']],
      [refused.eventID, ['table']],
      [sameKey.eventID, ['principal', 'accessKey', 'sourceIp']],
    ]);
  });

  it('says on stderr what was searched', async () => {
    const { stderr } = await ask(['around', unprotected.eventID]);
    expect(stderr).toBe(
      'Searched between 2026-03-14T09:05:00Z and 2026-03-14T09:35:01Z by principal, accessKey, sourceIp, table.\n',
    );
  });

  it('searches as many minutes as are given', async () => {
    const shown = parseLines<{ eventId: string }>(await ask(['around', unprotected.eventID, '--minutes', 1]));
    expect(shown.map(({ eventId }) => eventId)).toEqual(toIds([sameAddress, unprotected, refused]));
    const wide = parseLines<{ eventId: string }>(await ask(['around', unprotected.eventID, '--minutes', 16]));
    expect(wide.map(({ eventId }) => eventId)).toContain(early.eventID);
  });

  it('prints the whole answer as JSON', async () => {
    const answer: Around = JSON.parse((await ask(['around', sameKey.eventID, '--output', 'json'])).stdout);
    expect(answer).toMatchObject({ eventId: sameKey.eventID, since: at(3), leftOut: [] });
    expect(answer.searched.map(({ reason, index }) => [reason, index])).toEqual([
      ['principal', 'segments'],
      ['accessKey', 'segments'],
      ['sourceIp', 'segments'],
      ['table', 'segments'],
    ]);
  });

  it('prints a table on a terminal', async () => {
    const { stdout } = await ask(['around', unprotected.eventID, '--columns', 'action,why'], { columns: 80 });
    expect(stdout).toMatch(/^ACTION +WHY$/m);
    expect(stdout).toMatch(/^UpdateTable +this event$/m);
    expect(stdout).toMatch(/^GetItem +table$/m);
  });

  it.each([
    [['around', 'nothing'], 254, 'No event with id "nothing" was found.'],
    [['around', unprotected.eventID, '--minutes', '0'], 252, 'between 1 and 1440'],
    [['around', unprotected.eventID, '--minutes', 'few'], 252, 'between 1 and 1440'],
  ])('%j fails', async (words, exitCode, message) => {
    expect(await ask(words)).toMatchObject({
      exitCode,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });
});

describe('ddb-audit show --diff', () => {
  const diff = async (event: Record<string, unknown>): Promise<EventDiff> =>
    JSON.parse((await ask(['show', event.eventID, '--diff'])).stdout);

  it('compares a change with the one before it that succeeded', async () => {
    const answer = await diff(unprotected);
    expect(answer).toMatchObject({
      resource: tableArn('Music'),
      event: { eventId: unprotected.eventID },
      earlier: { eventId: altered.eventID },
      notices: [],
    });
    expect(answer.changes).toEqual([
      { kind: 'changed', path: 'billingMode', before: 'PROVISIONED', after: 'PAY_PER_REQUEST' },
    ]);
  });

  it('compares policies as JSON', async () => {
    expect((await diff(widerPolicy)).changes).toEqual([
      { kind: 'added', path: 'policy.Statement[Sid=Read].Action', after: 'dynamodb:Scan' },
    ]);
  });

  it('says so if there is no change before it', async () => {
    const { exitCode, stdout, stderr } = await ask(['show', policy.eventID, '--diff']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ changes: [] });
    expect(stderr).toBe(
      `No earlier PutResourcePolicy of ${tableArn('Music')} that succeeded is in the audit (searched back to its beginning).\n`,
    );
  });

  it('prints a line for each difference on a terminal', async () => {
    const { stdout } = await ask(['show', unprotected.eventID, '--diff'], { columns: 80 });
    expect(stdout.split('\n')).toEqual([
      `UpdateTable of ${tableArn('Music')}`,
      expect.stringMatching(/^before {2}2026-03-14T09:01:00Z {2}arn:.*alice/),
      expect.stringMatching(/^this {4}2026-03-14T09:20:00Z {2}arn:.*mallory/),
      'changed billingMode  "PROVISIONED" → "PAY_PER_REQUEST"',
      '',
    ]);
  });

  it.each([
    ['a read', sameKey.eventID, 'DescribeTable, which changes no settings of a resource'],
    ['an event with variants', forgedId, '2 different events have the id'],
  ])('refuses %s', async (_name, eventId, message) => {
    const { exitCode, stderr } = await ask(['show', eventId, '--diff']);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(message);
  });
});
