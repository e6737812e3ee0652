import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nothingCounted } from '../../src/store/ledger/file-counts';
import { ddbAudit, parseLines } from '../support/command-line';
import { openTestDatabase, writeDataFolder } from '../support/data-folders';
import {
  ACCOUNT,
  controlEvent,
  dataEvent,
  denial,
  identities,
  OTHER_ACCOUNT,
  tableArn,
  tableResource,
} from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';

const document = readFileSync(join(__dirname, '../../docs/sql.md'), 'utf8');
const local = join(temporaryFolder(), 'data');

const bob = identities.iamUser('bob', {
  accountId: OTHER_ACCOUNT,
  arn: `arn:aws:iam::${OTHER_ACCOUNT}:user/bob`,
});
const EVENTS = [
  dataEvent({ eventTime: '2026-03-13T22:05:00Z' }),
  dataEvent({ eventTime: '2026-03-14T22:15:00Z', userAgent: 'Boto3/1.40 md/x', eventName: 'DeleteItem' }),
  dataEvent({
    eventTime: '2026-03-14T09:00:00Z',
    userIdentity: bob,
    requestParameters: { tableName: 'Customers' },
    resources: [tableResource('Customers')],
    eventName: 'Scan',
    ...denial('User: bob is not authorized'),
  }),
  controlEvent({
    eventTime: '2026-03-14T09:30:00Z',
    eventName: 'DeleteTable',
    readOnly: false,
    sessionCredentialFromConsole: 'true',
  }),
  controlEvent({ eventTime: '2026-03-14T09:40:00Z', eventName: 'CreateBackup', readOnly: false }),
];
const FILE = {
  bucket: 'local',
  key: '/logs/one.json',
  etag: '1',
  accountId: ACCOUNT,
  region: 'us-east-1',
  day: '2026-03-14',
  status: 'done',
  counts: { ...nothingCounted(), read: 6, audited: 5, recorded: 5, rejected: 1 },
  rejected: [{ index: 5, reason: 'no eventTime' }],
  finishedAt: '2026-03-15T00:00:00.000Z',
  tables: [],
} as const;

const CLI = 'aws-cli/2.31.13';
const MUSIC = tableArn('Music');
const CUSTOMERS = tableArn('Customers');
/** The answer to each question of the document over these events, with some of its columns. */
const ANSWERS: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  'At which hours of the day do people and services call?': [
    { hour: 9, plane: 'control', calls: 2 },
    { hour: 9, plane: 'data', calls: 1 },
    { hour: 22, plane: 'data', calls: 2 },
  ],
  'When was each operation first called on a table, and by whom?': [
    { eventName: 'DeleteItem', firstTime: '2026-03-14T22:15:00Z', principal: 'orders-service' },
    { eventName: 'CreateBackup', firstTime: '2026-03-14T09:40:00Z', principal: 'alice' },
    { eventName: 'DeleteTable', firstTime: '2026-03-14T09:30:00Z', resource: MUSIC, principal: 'alice' },
    { eventName: 'Scan', firstTime: '2026-03-14T09:00:00Z', resource: CUSTOMERS, principal: 'bob' },
    { eventName: 'GetItem', firstTime: '2026-03-13T22:05:00Z', principal: 'orders-service' },
  ],
  'Which clients does each principal use?': [
    { principalName: 'bob', client: CLI, calls: 1, lastTime: '2026-03-14T09:00:00Z' },
    { principalName: 'orders-service', calls: 1 },
    { principalName: 'orders-service', calls: 1 },
    { principalName: 'alice', client: CLI, calls: 2, lastTime: '2026-03-14T09:40:00Z' },
  ],
  'Who uses the console, and who an SDK?': [
    { principalName: 'alice', console: 1, sdk: 1 },
    { principalName: 'orders-service', console: 0, sdk: 2 },
    { principalName: 'bob', console: 0, sdk: 1 },
  ],
  'Who read or wrote this item?': [
    { eventTime: '2026-03-13T22:05:00Z', eventName: 'GetItem', session: 'i-0abc' },
    { eventTime: '2026-03-14T22:15:00Z', eventName: 'DeleteItem', principalName: 'orders-service' },
  ],
  'Which changes came from sessions without MFA?': [
    { eventName: 'DeleteTable', principalName: 'alice', sourceIp: '198.51.100.7' },
    { eventName: 'CreateBackup' },
  ],
  'Who reads the most, and from which table?': [
    { principalName: 'orders-service', resource: MUSIC, reads: 1 },
  ],
  'Who is denied what?': [{ principalName: 'bob', eventName: 'Scan', resource: CUSTOMERS, denials: 1 }],
  'Who calls from another account?': [{ accountId: ACCOUNT, callerAccount: OTHER_ACCOUNT, calls: 1 }],
  'How many principals are new each day, and who are they?': [
    { firstSeen: '2026-03-13', newPrincipals: 1, names: ['orders-service'] },
    { firstSeen: '2026-03-14', newPrincipals: 2, names: ['alice', 'bob'] },
  ],
  'Which tables were used, but never backed up?': [{ tableName: 'Customers' }],
  'Which files failed, or had records that could not be audited?': [
    {
      key: '/logs/one.json',
      status: 'done',
      rejected: 1,
      rejectedRecords: '[{"index":5,"reason":"no eventTime"}]',
    },
  ],
};

describe('the questions of docs/sql.md', () => {
  const questions = document.split(/^### /m).flatMap((section) => {
    const [, statement] = /```sql\n([^`]+)```/.exec(section) ?? [];
    return statement === undefined ? [] : [[section.split('\n')[0]!, statement] as const];
  });

  beforeAll(async () => {
    const database = await openTestDatabase();
    await writeDataFolder(database, local, [EVENTS], [FILE]);
    database.close();
  });

  it('are those with an answer here', () => {
    expect(questions.map(([question]) => question)).toEqual(Object.keys(ANSWERS));
  });

  it.each(questions)('%s', async (question, statement) => {
    const ran = await ddbAudit(['sql', statement, '--local', local]);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(parseLines(ran)).toMatchObject([...ANSWERS[question]!]);
  });

  it('follow a statement that runs as it is written', async () => {
    const [, statement = ''] = /^ddb-audit sql "([^"]+)" --local/m.exec(document) ?? [];
    expect((await ddbAudit(['sql', statement, '--local', local])).exitCode).toBe(0);
  });
});
