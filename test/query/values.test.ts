import { AuditTrailError } from '../../src/errors';
import { createHttpApi } from '../../src/http/api';
import type { AuditQuery } from '../../src/query/query';
import { ddbAudit } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent, denial, identities, OTHER_ACCOUNT, tableArn } from '../support/events';
import { toFlags, toParameters } from '../support/query-forms';
import { TRAIL_SETTINGS } from '../support/questions';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

/** What is asked of three doors to one audit, and what each must say. */
type Asked = Omit<AuditQuery, 'order'>;

const deployRole = (account: string) =>
  identities.assumedRole('deploy', 'ci-run-7', {
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROADEPLOYEXAMPLE0001',
        arn: `arn:aws:iam::${account}:role/deploy`,
        accountId: account,
        userName: 'deploy',
      },
      attributes: { mfaAuthenticated: 'false' },
    },
    accountId: account,
    accessKeyId: 'ASIADEPLOYEXAMPLE001',
  });

const elsewhere = { awsRegion: 'eu-west-1', recipientAccountId: OTHER_ACCOUNT };
const EVENTS = [
  controlEvent({ ...denial('no'), requestParameters: { tableName: 'Customers' } }),
  dataEvent({ requestParameters: { tableName: 'Customers' }, resources: undefined }),
  controlEvent({
    userIdentity: deployRole('111122223333'),
    eventName: 'UpdateTable',
    requestParameters: { tableName: 'Customers' },
  }),
  controlEvent({
    ...elsewhere,
    userIdentity: deployRole(OTHER_ACCOUNT),
    eventName: 'DeleteTable',
    requestParameters: { tableName: 'Customers' },
    sourceIPAddress: '2001:db8::17',
  }),
  ...Array.from({ length: 21 }, (_, index) =>
    controlEvent({
      userIdentity: identities.iamUser('many', {
        arn: `arn:aws:iam::${String(900000000000 + index)}:user/many`,
        accountId: String(900000000000 + index),
      }),
      eventName: 'CreateTable',
      requestParameters: { tableName: tableArn('Orders', 'us-east-1', String(900000000000 + index)) },
    }),
  ),
];

const HERE = tableArn('Customers');
const THERE = tableArn('Customers', 'eu-west-1', OTHER_ACCOUNT);
const DEPLOY = 'arn:aws:iam::111122223333:role/deploy';
const DEPLOY_THERE = `arn:aws:iam::${OTHER_ACCOUNT}:role/deploy`;

let dynamodb: TestDynamoDb;
let audit: StoredAudit;
let bare: StoredAudit;

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  dynamodb = await startDynamoDb();
  audit = await createStoredAudit(dynamodb.client, TRAIL_SETTINGS);
  await audit.storeEvents(EVENTS);
  bare = await createStoredAudit(dynamodb.client, {}, { entriesSince: false });
  await bare.storeEvents(EVENTS);
});
afterAll(() => dynamodb.stop());

const cli = ({ tableName, ledgerTableName }: StoredAudit, ...words: string[]) =>
  ddbAudit([
    ...words,
    ...['--table-name', tableName, '--ledger-table-name', ledgerTableName],
    ...['--endpoint-url', dynamodb.endpoint, '--region', 'us-east-1'],
  ]);

const EXIT_CODES = { InvalidArgument: 252, Ambiguous: 252, NotFound: 254 } as const;
const STATUSES = { InvalidArgument: 400, Ambiguous: 409, NotFound: 404 } as const;
type Code = keyof typeof EXIT_CODES;

const unknownOrMisspelt: [filter: string, asked: Asked, code: Code, message: RegExp][] = [
  ['table, unknown', { table: ['Payroll'] }, 'NotFound', /No table named "Payroll" has been seen\.$/],
  [
    'table, misspelt',
    { table: ['Customer'] },
    'NotFound',
    /"Customer" has been seen\. Did you mean "Customers"\?/,
  ],
  ['table ARN, misspelt', { table: [`${HERE}s`] }, 'NotFound', /table .*Did you mean ".*table\/Customers"/],
  ['resource, misspelt', { resource: [`${HERE}/index/x`] }, 'NotFound', /resource .*Did you mean/],
  [
    'principal, unknown',
    { principal: ['zz-top-9'] },
    'NotFound',
    /No principal named "zz-top-9" has been seen\.$/,
  ],
  [
    'principal, an e-mail',
    { principal: ['bob@example.com'] },
    'NotFound',
    /"bob@example.com" has been seen\.$/,
  ],
  [
    'principal, a session',
    { principal: ['ci-run-7'] },
    'NotFound',
    /It is a session: use the filter session/,
  ],
  ['principal, like a session', { principal: ['ci-run-8'] }, 'NotFound', /mean the session "ci-run-7"\?/],
  ['principal, an address', { principal: ['192.0.2.1'] }, 'NotFound', /use the filter sourceIp/],
  [
    'session, a principal',
    { session: ['deploy'] },
    'NotFound',
    /A principal has this name: use the filter principal/,
  ],
  ['session, an access key', { session: ['AKIAIOSFODNN7EXAMPLE'] }, 'NotFound', /use the filter accessKey/],
  ['principal, misspelt', { principal: ['deplyo'] }, 'NotFound', /Did you mean "deploy"/],
  [
    'principal ARN, misspelt',
    { principal: [`${DEPLOY}er`] },
    'NotFound',
    /principal .*Did you mean ".*role\/deploy"/,
  ],
  ['principalType, misspelt', { principalType: ['IAMuser'] }, 'NotFound', /Did you mean "IAMUser"/],
  ['session, misspelt', { session: ['ci-run-8'] }, 'NotFound', /session "ci-run-8".*Did you mean "ci-run-7"/],
  ['action, unknown', { action: ['Frobnicate'] }, 'NotFound', /No operation named "Frobnicate"/],
  ['action, misspelt', { action: ['DeleteTabel'] }, 'NotFound', /Did you mean "DeleteTable"/],
  [
    'action of another service',
    { action: ['dax:DeleteTable'] },
    'NotFound',
    /Did you mean "dynamodb:DeleteTable"/,
  ],
  [
    'error, misspelt',
    { error: ['AccessDenid'] },
    'NotFound',
    /error "AccessDenid".*Did you mean "AccessDenied"/,
  ],
  [
    'accessKey, misspelt',
    { accessKey: ['ASIADEPLOYEXAMPLE002'] },
    'NotFound',
    /Did you mean "ASIADEPLOYEXAMPLE001"/,
  ],
  ['sourceIp, misspelt', { sourceIp: ['2001:db8::18'] }, 'NotFound', /Did you mean "2001:db8::17"/],
  [
    'sourceIp, unknown network',
    { sourceIp: ['192.0.2.0/24'] },
    'NotFound',
    /sourceIp "192.0.2.0\/24" has been seen\.$/,
  ],
  ['account, misspelt', { account: ['111122223334'] }, 'NotFound', /Did you mean "111122223333"/],
  ['eventRegion, misspelt', { eventRegion: ['us-eest-1'] }, 'NotFound', /Did you mean "us-east-1"/],
  ['exclude, misspelt', { exclude: ['table=Customer'] }, 'NotFound', /Did you mean "Customers"/],
];

const wrongForm: typeof unknownOrMisspelt = [
  ['table', { table: ['Cus*ers'] }, 'InvalidArgument', /table can have one \*, at the end.*"Cus\*ers"/],
  [
    'principal, a session',
    { principal: ['arn:aws:sts::111122223333:assumed-role/deploy/ci-run-7'] },
    'InvalidArgument',
    /"deploy" or its ARN.*as principal, and "ci-run-7" as session/,
  ],
  [
    'principal, an access key',
    { principal: ['AKIAIOSFODNN7EXAMPLE'] },
    'InvalidArgument',
    /Use the filter accessKey/,
  ],
  ['principalType', { principalType: ['IAM*'] }, 'InvalidArgument', /cannot contain \*.*Give each type/],
  ['session', { session: ['ci-*'] }, 'InvalidArgument', /session cannot contain \*.*No index holds sessions/],
  ['error', { error: ['Access*'] }, 'InvalidArgument', /error cannot contain \*.*whole error codes/],
  [
    'accessKey',
    { accessKey: ['AKIA123'] },
    'InvalidArgument',
    /accessKey must be an access key ID.*"AKIA123"/,
  ],
  ['accessKey, a prefix', { accessKey: ['AKIA*'] }, 'InvalidArgument', /whole access key IDs/],
  [
    'sourceIp, a malformed network',
    { sourceIp: ['10.0.0.0/33'] },
    'InvalidArgument',
    /CIDR notation.*"10\.0\.0\.0\/33"/,
  ],
  ['sourceIp, a malformed address', { sourceIp: ['203.0.113.256'] }, 'InvalidArgument', /"203\.0\.113\.256"/],
  ['sourceIp, a prefix', { sourceIp: ['203.0.*'] }, 'InvalidArgument', /Use CIDR/],
  [
    'account',
    { account: ['1111'] },
    'InvalidArgument',
    /account must be an account ID of 12 digits, but is "1111"/,
  ],
  ['account, a prefix', { account: ['1111*'] }, 'InvalidArgument', /whole ID/],
  ['eventRegion, a prefix', { eventRegion: ['us-*'] }, 'InvalidArgument', /Give each Region/],
  ['exclude', { exclude: ['account=1'] }, 'InvalidArgument', /12 digits/],
  ['exclude, a fixed list', { exclude: ['plane=contol'] }, 'InvalidArgument', /Did you mean "control"/],
  [
    'table, too many',
    { table: ['Orders'] },
    'Ambiguous',
    /^"Orders" matches 21 tables: \S+, \S+, \S+ and 18 more\. At most 20 are allowed\. Narrow it with account or eventRegion/,
  ],
  [
    'principal, too many',
    { principal: ['many'] },
    'Ambiguous',
    /^"many" matches 21 principals: .* and 18 more\..*Narrow it with account/,
  ],
  [
    'resource, too many',
    { resource: ['arn:aws:dynamodb:us-east-1:9*'] },
    'Ambiguous',
    /matches 21 resources/,
  ],
  [
    'since after until',
    { since: '2026-03-15', until: '2026-03-14' },
    'InvalidArgument',
    /since must not be later than until/,
  ],
];

/** Filters with a fixed list of values; the command line has words of its own for them. */
const fixedLists: [filter: string, asked: Record<string, unknown>, message: RegExp][] = [
  ['service', { service: ['dynamo'] }, /dynamodb.*Did you mean "dynamodb"/],
  ['plane', { plane: ['contol'] }, /control, data.*Did you mean "control"/],
  ['access', { access: ['wrte'] }, /Did you mean "write"/],
  ['category', { category: ['bakcup'] }, /Did you mean "backup"/],
  ['category, a prefix', { category: ['back*'] }, /aws-backup, backup, /],
  ['outcome', { outcome: ['deneid'] }, /Did you mean "denied"/],
  ['risk', { risk: 'hgh' }, /low, medium, high, critical/],
  ['rule', { rule: ['ddb-delete-tabel'] }, /Did you mean "ddb-delete-table"/],
  ['mfa', { mfa: 'maybe' }, /yes.*no/],
];

describe.each([...unknownOrMisspelt, ...wrongForm])('%s', (_, asked, code, message) => {
  it(`is ${code} to the client, for search, page, summary and explain`, async () => {
    const { log } = audit;
    const search = async () => {
      for await (const record of log.search(asked, { onNotice: () => {} })) return record;
      return undefined;
    };
    for (const ask of [
      search,
      () => log.page(asked),
      () => log.summary(asked, { by: 'action' }),
      () => log.explain(asked),
    ]) {
      await expect(ask()).rejects.toThrow(AuditTrailError);
      await expect(ask()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    }
  });

  it(`is status ${STATUSES[code]} over HTTP`, async () => {
    const api = createHttpApi(audit.log);
    for (const path of [`/events?${toParameters(asked)}`, `/summary?by=action&${toParameters(asked)}`]) {
      const response = await api.request(path);
      expect(await response.json()).toMatchObject({
        status: STATUSES[code],
        code,
        detail: expect.stringMatching(message),
      });
    }
  });

  it(`ends the command line with ${EXIT_CODES[code]}`, async () => {
    const { exitCode, stdout, stderr } = await cli(audit, 'search', ...toFlags(asked));
    expect({ exitCode, stdout }).toEqual({ exitCode: EXIT_CODES[code], stdout: '' });
    expect(stderr.replace(/^ddb-audit: /, '').trimEnd()).toMatch(message);
  });
});

describe.each(fixedLists)('%s, misspelt', (_, asked, message) => {
  it('is refused with the values that are allowed', async () => {
    const refused = { code: 'InvalidArgument', message: expect.stringMatching(message) };
    await expect(audit.log.page(asked as AuditQuery)).rejects.toMatchObject(refused);
    const response = await createHttpApi(audit.log).request(`/events?${toParameters(asked)}`);
    expect(await response.json()).toMatchObject({ status: 400, detail: expect.stringMatching(message) });
    const { exitCode, stderr } = await cli(audit, 'search', ...toFlags(asked));
    expect(exitCode).toBe(252);
    expect(stderr).toMatch(message);
  });
});

describe.each<[string, Asked]>([
  ['table', { table: [HERE] }],
  ['resource', { resource: [HERE] }],
  ['principal', { principal: ['deploy'] }],
  ['principalType', { principalType: ['AssumedRole'] }],
  ['session', { session: ['ci-run-7'] }],
  ['action', { action: ['DeleteTable'] }],
  ['error', { error: ['AccessDenied'] }],
  ['accessKey', { accessKey: ['ASIADEPLOYEXAMPLE001'] }],
  ['sourceIp', { sourceIp: ['2001:db8::/32'] }],
  ['account', { account: ['111122223333'] }],
  ['eventRegion', { eventRegion: ['eu-west-1'] }],
  ['category', { category: ['table'] }],
  ['exclude', { exclude: ['action=GetItem'] }],
])('%s outside of the time range', (_, asked) => {
  it('is an empty answer, and no error, to all three', async () => {
    const before = { ...asked, until: '2020-01-01' };
    expect((await audit.log.page(before)).records).toEqual([]);
    const response = await createHttpApi(audit.log).request(`/events?${toParameters(before)}`);
    expect({ status: response.status, answer: await response.json() }).toMatchObject({
      status: 200,
      answer: { records: [] },
    });
    const { exitCode, stderr } = await cli(audit, 'search', ...toFlags(before));
    expect(exitCode).toBe(0);
    expect(stderr).toContain('No matching records up to 2020-01-01T00:00:00Z (index: ');
  });
});

describe('a name', () => {
  it('of an operation of Lambda means the one with its version, too, in the one service that can have it', async () => {
    const { partitions } = await audit.log.explain({ action: ['guard:UpdateFunctionCode'] });
    const asked = partitions.join(' ');
    expect(asked.match(/guard:UpdateFunctionCode20150331v2/g)?.length).toBeGreaterThan(0);
    expect(asked.match(/guard:UpdateFunctionCode(?!2)/g)?.length).toBeGreaterThan(0);
    const { partitions: ofOthers } = await audit.log.explain({ action: ['DeleteTable'] });
    expect(ofOthers.join(' ')).not.toContain('guard:');
  });

  it.each<[string, Asked, string[], string]>([
    [
      'of principals',
      { principal: ['deploy'] },
      [DEPLOY, DEPLOY_THERE],
      `"deploy" matches 2 principals: ${DEPLOY}, ${DEPLOY_THERE}.`,
    ],
    [
      'of principals in an account',
      { principal: ['deploy'], account: [OTHER_ACCOUNT] },
      [DEPLOY_THERE],
      `"deploy" matches 1 principal: ${DEPLOY_THERE}.`,
    ],
    [
      'of principals by prefix',
      { principal: ['dep*'] },
      [DEPLOY, DEPLOY_THERE],
      `"dep*" matches 2 principals: ${DEPLOY}, ${DEPLOY_THERE}.`,
    ],
    [
      'of tables',
      { table: ['Customers'], action: ['Delete*'] },
      [DEPLOY_THERE],
      `"Customers" matches 2 tables: ${THERE}, ${HERE}.`,
    ],
    [
      'of tables in a Region',
      { table: ['Customers'], eventRegion: ['eu-west-1'] },
      [DEPLOY_THERE],
      `"Customers" matches 1 table: ${THERE}.`,
    ],
    [
      'of tables by prefix',
      { table: ['Cust*'], account: [OTHER_ACCOUNT] },
      [DEPLOY_THERE],
      `"Cust*" matches 1 table: ${THERE}.`,
    ],
  ])('%s means all of that name, and all three say which', async (_, asked, principals, notice) => {
    const page = await audit.log.page(asked);
    expect([...new Set(page.records.map(({ principal }) => principal.id))].sort()).toEqual(principals);
    expect(page.notices).toContain(notice);
    const response = await createHttpApi(audit.log).request(`/events?${toParameters(asked)}`);
    expect(await response.json()).toMatchObject({ notices: page.notices });
    const { stderr } = await cli(audit, 'search', ...toFlags(asked));
    expect(stderr).toContain(`${notice}\n`);
    const noted: string[] = [];
    for await (const _record of audit.log.search(asked, { onNotice: (text) => noted.push(text) }));
    expect(noted).toEqual(page.notices);
  });

  it('can be excluded', async () => {
    const { records } = await audit.log.page({ table: ['Customers'], exclude: ['principal=deploy'] });
    expect(records.map(({ principal }) => principal.name).sort()).toEqual(['alice', 'orders-service']);
  });

  it('keeps the tables of other accounts if none is in the given one, since a call can cross accounts', async () => {
    const page = await audit.log.page({
      table: ['Customers'],
      account: ['111122223333'],
      eventRegion: ['eu-west-1'],
    });
    expect(page.notices).toContain(`"Customers" matches 1 table: ${HERE}.`);
  });
});

it('takes a session for a principal if an event has nothing else as its principal', async () => {
  const session = 'arn:aws:sts::111122223333:assumed-role/untyped/run-1';
  const other = await createStoredAudit(dynamodb.client, TRAIL_SETTINGS);
  await other.storeEvents([controlEvent({ userIdentity: { arn: session } })]);
  expect((await other.log.page({ principal: [session] })).records).toHaveLength(1);
});

describe('networks', () => {
  it.each<[string, string[]]>([
    ['203.0.113.0/24', ['GetItem']],
    ['2001:db8::/32', ['DeleteTable']],
    ['203.0.113.20/32', ['GetItem']],
  ])('%s holds the addresses in it', async (network, names) => {
    for (const more of [{}, { table: ['Customers'] }]) {
      const { records } = await audit.log.page({ sourceIp: [network], ...more });
      expect(records.map(({ eventName }) => eventName)).toEqual(names);
    }
  });

  it('can be excluded', async () => {
    const asked = { table: ['Customers'], exclude: ['source-ip=0.0.0.0/0'] };
    const { records } = await audit.log.page(asked);
    expect(records.map(({ eventName }) => eventName)).toEqual(['DeleteTable']);
  });
});

describe('an answer without records', () => {
  const asked: Asked = { table: [HERE], session: ['ci-run-8'] };
  const notice = 'Could not tell whether session "ci-run-8" occurs in this audit at all.';

  it('says where the store could not tell whether a value occurs', async () => {
    expect((await bare.log.page(asked)).notices).toEqual([notice]);
    expect((await bare.log.summary(asked, { by: 'action' })).notices).toEqual([notice]);
    expect((await bare.log.explain(asked)).notices).toEqual([notice]);
    const { exitCode, stderr } = await cli(bare, 'search', ...toFlags(asked));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringContaining(`${notice}\n`),
    });
  });

  it('is not checked if the caller of search says so', async () => {
    const records = bare.log.search(asked, { checkEmpty: false, onNotice: () => fail('noted') });
    expect(await records[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  });

  it('is no error if the value is known without having been seen', async () => {
    for (const known of [
      { action: ['DeleteBackup'] },
      { error: ['ThrottlingException'] },
      { principalType: ['Root'] },
    ]) {
      const page = await audit.log.page(known);
      expect(page).toEqual({ records: [], searched: expect.anything(), coverage: expect.anything() });
    }
  });
});
