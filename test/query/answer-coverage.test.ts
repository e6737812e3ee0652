import type { CoverageDay } from '../../src/assure/coverage/known-coverage';
import { toKnownCoverage } from '../../src/assure/coverage/to-known-coverage';
import type { TrailLogging } from '../../src/assure/coverage/trail-logging';
import { composeCoverage } from '../../src/query/answer-coverage';
import { toKnowledge } from '../../src/query/answer-knowledge';
import { toCoverageQuery } from '../../src/query/coverage-range';
import type { KnownExclusions } from '../../src/query/excluded-events';
import { type AuditQuery, parseQuery, parseTimeRange } from '../../src/query/query';
import { toResolvedQuery } from '../../src/query/resolved-query';
import { NOTHING_EXCLUDED } from '../../src/store/ledger/exclusions';
import { provenDays, withState } from '../support/answer-coverage';
import { dataEvents, managementEvents, trailLogging } from '../support/trail-logging';

const [HOME, OTHER] = ['111122223333', '444455556666'];
const table = (name: string, account = HOME, region = 'us-east-1') =>
  `arn:aws:dynamodb:${region}:${account}:table/${name}`;
const ETL = `arn:aws:iam::${HOME}:role/etl`;
const NOW = Date.parse('2026-03-17T12:00:00Z');
const DAY = { since: '2026-03-14T00:00:00Z', until: '2026-03-15T00:00:00Z' };

interface World {
  readonly days: readonly CoverageDay[];
  readonly trails: readonly TrailLogging[];
  readonly exclusions: KnownExclusions;
}

const HOME_DAYS = provenDays(HOME, 'us-east-1');
const OTHER_DAYS = provenDays(OTHER, 'eu-west-1');
/** Everything is delivered, logged and kept. */
const PROVEN: World = {
  days: [...HOME_DAYS, ...OTHER_DAYS],
  trails: [trailLogging({ isOrganizationTrail: true })],
  exclusions: { spans: [NOTHING_EXCLUDED] },
};

function ask({ days, trails, exclusions }: World, asked: AuditQuery, marginSeconds = 1_800, now = NOW) {
  const { query } = parseQuery(asked);
  const { exclude, ...named } = query;
  const resources = [query.table, query.resource].filter((list) => list !== undefined);
  const resolved = toResolvedQuery(named, resources, parseTimeRange(query, now));
  const range = toCoverageQuery(resolved, marginSeconds, now);
  const deliveries = range && toKnownCoverage(days, range, new Date(now));
  const knowledge = toKnowledge(
    resolved,
    { asked: range, deliveries, marginSeconds, trails, exclusions },
    now,
  );
  return composeCoverage(resolved.range, knowledge, now);
}

const QUESTIONS = {
  all: DAY,
  orders: { ...DAY, table: [table('Orders')] },
  music: { ...DAY, table: [table('Music')] },
  elsewhere: { ...DAY, table: [table('Carts', OTHER, 'eu-west-1')] },
  'changes of tables': { ...DAY, table: [table('Orders')], plane: ['control'] },
  'writes to Orders': { ...DAY, table: [table('Orders')], plane: ['data'], access: ['write'] },
  'by etl': { ...DAY, table: [table('Orders')], principal: [ETL] },
  'by web': { ...DAY, table: [table('Orders')], principal: [`arn:aws:iam::${HOME}:role/web`] },
  'the day before': {
    since: '2026-03-13T00:00:00Z',
    until: '2026-03-13T20:00:00Z',
    table: [table('Orders')],
  },
} as const satisfies Record<string, AuditQuery>;
type Question = keyof typeof QUESTIONS;

const ofHome: readonly Question[] = [
  'all',
  'orders',
  'music',
  'changes of tables',
  'writes to Orders',
  'by etl',
  'by web',
];
/** Each alone, the questions that it concerns, and what their answers are then. */
const CHANGES: readonly (readonly [
  what: string,
  World,
  status: string,
  reason: RegExp,
  readonly Question[],
])[] = [
  [
    'data events of one table are off',
    {
      ...PROVEN,
      trails: [
        trailLogging({
          isOrganizationTrail: true,
          selectors: [
            managementEvents(),
            dataEvents({ field: 'resources.ARN', notEquals: [table('Orders')] }),
          ],
        }),
      ],
    },
    'not-provable',
    /^(Reads and w|W)rites of items of .*(not|partly) logged from 2026-03-1[34] until 2026-03-1[35].*\.$/,
    ['all', 'orders', 'writes to Orders', 'by etl', 'by web', 'the day before'],
  ],
  [
    'reads of items are off',
    {
      ...PROVEN,
      trails: [
        trailLogging({
          isOrganizationTrail: true,
          selectors: [managementEvents(), dataEvents({ field: 'readOnly', equals: ['false'] })],
        }),
      ],
    },
    'not-provable',
    /reads are not logged/i,
    ['all', 'orders', 'music', 'elsewhere', 'by etl', 'by web', 'the day before'],
  ],
  [
    'one principal is excluded',
    { ...PROVEN, exclusions: { spans: [{ ...NOTHING_EXCLUDED, excludePrincipals: [`${ETL}*`] }] } },
    'not-provable',
    /^Not in the audit: principal .*:role\/etl\*\.$/,
    [
      'all',
      'orders',
      'music',
      'elsewhere',
      'changes of tables',
      'writes to Orders',
      'by etl',
      'the day before',
    ],
  ],
  [
    'one operation is excluded',
    { ...PROVEN, exclusions: { spans: [{ ...NOTHING_EXCLUDED, excludeOperations: ['PutItem'] }] } },
    'not-provable',
    /^Not in the audit: operation PutItem\.$/,
    ['all', 'orders', 'music', 'elsewhere', 'writes to Orders', 'by etl', 'by web', 'the day before'],
  ],
  [
    'reads are excluded until a day',
    {
      ...PROVEN,
      exclusions: {
        spans: [
          { ...NOTHING_EXCLUDED, excludeReadEvents: true, until: '2026-03-13T22:00:00Z' },
          NOTHING_EXCLUDED,
        ],
      },
    },
    'not-provable',
    /^Not in the audit: reads of items until 2026-03-13T22:00:00Z\.$/,
    ['the day before'],
  ],
  [
    'one account is audited',
    { ...PROVEN, exclusions: { spans: [{ ...NOTHING_EXCLUDED, accounts: [HOME] }] } },
    'not-provable',
    /^Not in the audit: accounts other than 111122223333\.$/,
    ['all', 'elsewhere'],
  ],
  [
    'events are kept for two days',
    { ...PROVEN, exclusions: { spans: [NOTHING_EXCLUDED], retentionDays: 4 } },
    'not-provable',
    /^Not in the audit: events older than the retention of 4 days before 2026-03-13T12:00:00Z\.$/,
    ['the day before'],
  ],
  [
    'one place is silent for a day',
    { ...PROVEN, days: [...HOME_DAYS, ...OTHER_DAYS.filter(({ day }) => day !== '2026-03-14')] },
    'incomplete',
    /^A digest is missing or invalid in 1 of \d accounts and Regions: 444455556666 eu-west-1 from 2026-03-14/,
    ['all', 'elsewhere'],
  ],
  [
    'one file was ingested with other bytes',
    {
      ...PROVEN,
      days: [
        ...withState(HOME_DAYS, '2026-03-14T09:00:00Z', 'incomplete', "hash value doesn't match"),
        ...OTHER_DAYS,
      ],
    },
    'incomplete',
    /^A log file is missing, changed or .*111122223333 us-east-1 from 2026-03-14T09:00:00Z until 2026-03-14T10:00:00Z/,
    ofHome,
  ],
  [
    'one digest is missing',
    {
      ...PROVEN,
      days: [...withState(HOME_DAYS, '2026-03-14T09:00:00Z', 'digestMissing', 'not found'), ...OTHER_DAYS],
    },
    'incomplete',
    /^A digest is missing or invalid in 1 of \d accounts and Regions: 111122223333 us-east-1/,
    ofHome,
  ],
  [
    'one record was rejected',
    {
      ...PROVEN,
      days: [
        ...withState(HOME_DAYS, '2026-03-14T23:00:00Z', 'incomplete', '1 record could not be audited'),
        ...OTHER_DAYS,
      ],
    },
    'incomplete',
    /1 record could not be audited/,
    ofHome,
  ],
  [
    'a file is in no digest',
    {
      ...PROVEN,
      days: [...withState(HOME_DAYS, '2026-03-14T09:00:00Z', 'unreferenced', 'in no digest'), ...OTHER_DAYS],
    },
    'not-provable',
    /^No digest names a log file in 1 of/,
    ofHome,
  ],
];

it.each(Object.entries(QUESTIONS))('an answer about %s is proven', (_, question) => {
  expect(ask(PROVEN, question)).toMatchObject({ status: 'proven', reasons: [], excluded: [] });
});

describe.each(CHANGES)('if %s', (_, world, status, reason, concerned) => {
  it.each(Object.keys(QUESTIONS) as Question[])('an answer about %s says it if it is concerned', (name) => {
    const coverage = ask(world, QUESTIONS[name]);
    if (!concerned.includes(name)) return expect(coverage).toMatchObject({ status: 'proven', reasons: [] });
    expect(coverage.status).toBe(status);
    return expect(coverage.reasons[0]).toMatch(reason);
  });
});

it('counts places, digests and files, and says what is logged', () => {
  expect(ask(PROVEN, QUESTIONS.orders)).toEqual({
    ...DAY,
    status: 'proven',
    deliveredUntil: '2026-03-15T00:00:00Z',
    places: { expected: 1, proven: 1, exceptions: [], exceptionsOmitted: 0 },
    digests: 25,
    files: 250,
    comparedWith: 'ledger',
    logged: {
      status: 'logged',
      since: '2026-03-01T00:00:00Z',
      tables: [table('Orders')],
      sentences: [
        'Reads and writes of items of Orders: logged since 2026-03-01.',
        'Reads and writes in management events: logged since 2026-03-01.',
      ],
    },
    excluded: [],
    reasons: [],
  });
});

describe('the traffic of the audit itself', () => {
  const sessionPrefixes = [`arn:aws:sts::${HOME}:assumed-role/ingest/`];
  const ownTraffic = { sessionPrefixes, tableArns: [table('audit')] };
  const world = { ...PROVEN, trails: [trailLogging({ isOrganizationTrail: true, ownTraffic })] };
  const listed = [`calls of the functions of the audit on ${table('audit')}`];

  it.each<[string, AuditQuery, readonly string[]]>([
    ['everything', DAY, listed],
    ['its table', { ...DAY, table: [table('audit')] }, listed],
    ['its role', { ...DAY, principal: [`arn:aws:iam::${HOME}:role/audit/ingest`] }, listed],
    ['another table', QUESTIONS.music, []],
    ['another role', { ...DAY, principal: [ETL] }, []],
    ['another account', { ...DAY, accountId: [OTHER] }, []],
    ['changes of its table', { ...DAY, table: [table('audit')], plane: ['control'] }, []],
  ])('is listed where a question about %s asks for it, and remains proven', (_, question, excluded) => {
    expect(ask(world, question)).toMatchObject({ status: 'proven', excluded });
  });
});

describe('the worst of several reasons', () => {
  const silent = withState(HOME_DAYS, '2026-03-14T09:00:00Z', 'digestMissing', 'not found');
  const without = { ...PROVEN, days: [] };

  it('decides the status, and comes first', () => {
    const coverage = ask({ ...PROVEN, days: silent, trails: [] }, QUESTIONS.orders);
    expect(coverage.status).toBe('incomplete');
    expect(coverage.reasons).toEqual([
      expect.stringMatching(/^A digest is missing/),
      'What trails log is not known: no trail has been read. A deployed audit reads them nightly; for a data folder, use verify with --event-selectors.',
    ]);
  });

  it('is that nothing is provable where it is not known what is logged', () => {
    expect(ask({ ...PROVEN, trails: [] }, QUESTIONS.orders).status).toBe('not-provable');
  });

  it('is that nothing is known where nothing was verified', () => {
    expect(ask(without, QUESTIONS.orders)).toMatchObject({
      status: 'ingested',
      places: { expected: 0, proven: 0 },
      reasons: ['Log files may be missing, because no digest of this time was verified.'],
    });
  });
});

describe('a question until now', () => {
  const now = Date.parse('2026-03-17T00:40:00Z');

  it('is proven only until the last digest, less the margin', () => {
    const coverage = ask(PROVEN, { ...QUESTIONS.orders, until: undefined }, 1_800, now);
    expect(coverage).toMatchObject({
      status: 'ingested',
      until: '2026-03-17T00:40:00Z',
      deliveredUntil: '2026-03-16T23:30:00Z',
      places: { expected: 1, proven: 1 },
      reasons: [
        'Digests cover deliveries until 2026-03-17T00:00:00Z. Events after 2026-03-16T23:30:00Z may be delivered later.',
      ],
    });
  });

  it.each([
    ['2026-03-16T23:30:00Z', 'proven'],
    ['2026-03-16T23:30:01Z', 'ingested'],
  ])('that ends at %s, at the margin before the last digest, is %s', (until, status) => {
    expect(ask(PROVEN, { ...QUESTIONS.orders, until }, 1_800, now).status).toBe(status);
  });
});

describe('a range', () => {
  it('without a start is not provable, and says how to ask', () => {
    const { since, ...coverage } = ask(PROVEN, { ...QUESTIONS.orders, since: undefined });
    expect(since).toBeUndefined();
    expect(coverage.status).toBe('not-provable');
    expect(coverage.reasons).toContainEqual(
      expect.stringMatching(/^The question has no start.*Specify a start time\.$/),
    );
  });

  it('in the future is not called complete', () => {
    const coverage = ask(PROVEN, { ...QUESTIONS.orders, since: '2026-03-18', until: '2026-03-19' });
    expect(coverage.status).not.toBe('proven');
  });

  it('longer than 400 days says which part is covered', () => {
    const coverage = ask(PROVEN, { ...QUESTIONS.orders, since: '2024-01-01' });
    expect(coverage.reasons).toContainEqual(
      expect.stringMatching(/^Deliveries before 2025-\S+ are not covered: an answer covers 400 days\.$/),
    );
  });
});

it('lists 20 places that are not proven, and counts the others', () => {
  const days = Array.from({ length: 30 }, (_, number) =>
    withState(
      provenDays(String(100000000000 + number), 'us-east-1'),
      '2026-03-14T09:00:00Z',
      'incomplete',
      'not ingested',
    ),
  ).flat();
  const { places, reasons } = ask({ ...PROVEN, days }, QUESTIONS.all);
  expect(places).toMatchObject({ expected: 30, proven: 0, exceptionsOmitted: 10 });
  expect(places.exceptions).toHaveLength(20);
  expect(reasons).toEqual([expect.stringMatching(/ in 30 of 30 accounts and Regions: .*; and 27 more\.$/)]);
});
