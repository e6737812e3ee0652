import fc from 'fast-check';
import {
  ACCESSES,
  type AuditRecord,
  OUTCOMES,
  PLANES,
  RISK_LEVELS,
  SERVICES,
} from '../../src/audit/audit-record';
import { OPERATIONS } from '../../src/audit/find-operation';
import { errorCodesForOutcomes } from '../../src/audit/outcome';
import { AuditTrailError } from '../../src/errors';
import type { AuditLog } from '../../src/query/audit-log';
import { DIMENSIONS } from '../../src/query/dimensions';
import type { AuditQuery } from '../../src/query/query';
import { RISK_RULES } from '../../src/rules/risk-rules';
import { OPTIONAL_INDEX_NAMES, type OptionalIndexName } from '../../src/store/indexes';
import { EVER } from '../../src/store/ledger/index-coverage';
import { campaignSize } from '../support/campaigns';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { expectedAnswer } from '../support/expected-answer';
import { createLocalAudit } from '../support/local-audit';
import { createStoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(campaignSize(90)));

const folder = temporaryFolder();
let dynamodb: TestDynamoDb;

beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

// Few values, so that filters meet; among them what relative ARNs, defaults and expressions could trip over.
const pools = {
  resource: [
    'arn:aws:dynamodb:us-east-1:111122223333:table/Music',
    'arn:aws:dynamodb:us-east-1:111122223333:table/Music/index/byYear',
    'arn:aws:dynamodb:eu-west-1:111122223333:table/Music',
    'arn:aws-cn:dynamodb:cn-north-1:111122223333:table/Music',
    'arn:aws:dax:us-east-1:111122223333:cache/sessions',
    'arn:aws:dynamodb::111122223333:global-table/Music',
    ':table/Music',
    'dax-subnet-group/default',
  ],
  principal: [
    'arn:aws:iam::111122223333:role/app',
    'arn:aws-cn:iam::111122223333:role/app',
    'arn:aws:iam::444455556666:user/alice',
    ':role/app',
    'backup.amazonaws.com',
    'unknown',
  ],
  session: ['i-0abc', 'alice@example.com'],
  category: ['item', 'table', 'backup', 'global-table'],
  principalType: ['AssumedRole', 'IAMUser', 'Root'],
  rule: ['ddb-delete-table', 'ddb-recon-denied', 'ddb-pitr-off'],
  accountId: ['111122223333', '444455556666'],
  region: ['us-east-1', 'eu-west-1', 'cn-north-1'],
  accessKey: ['AKIAALICEEXAMPLE0001', 'ASIAORDERSEXAMPLE002'],
  sourceIp: ['198.51.100.7', 'dynamodb.amazonaws.com'],
  errorCode: [
    'AccessDenied',
    'ThrottlingException',
    'ConditionalCheckFailedException',
    'ValidationException',
  ],
} as const;
const SECONDS = 40;
const timeAt = (second: number) => `2026-03-14T09:26:${String(second).padStart(2, '0')}Z`;

const operations = [
  ...OPERATIONS.filter(({ eventName }) =>
    [
      'DeleteTable',
      'DescribeTable',
      'GetItem',
      'PutItem',
      'ExecuteStatement',
      'GetRecords',
      'TagResource',
    ].includes(eventName),
  ).map(({ service, eventName, plane, access }) => ({ service, eventName, plane, access })),
  { service: 'dynamodb', eventName: 'FrobnicateTable', plane: 'control', access: 'write' },
  { service: 'dax', eventName: 'FrobnicateItem', plane: 'data', access: 'read' },
] as const;

const optionally = <T>(values: readonly T[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined, freq: 4 });
const toOutcome = (code: string | undefined) =>
  code === undefined
    ? 'succeeded'
    : (OUTCOMES.find((outcome) => errorCodesForOutcomes([outcome])?.includes(code)) ?? 'failed');

const toLevel = (rule: string) => RISK_RULES.find(({ id }) => id === rule)?.level ?? 'low';

/** Sometimes the table of an index is there only because the index is. */
function withImpliedTable(resources: string[], implied: boolean) {
  const [table, index] = pools.resource;
  if (!implied || !resources.includes(index) || resources.includes(table)) return { resources };
  return { resources: [table, ...resources], impliedTables: 1 };
}

const recordArbitrary = fc
  .record({
    id: fc.nat(0xffff),
    uuid: fc.boolean(),
    second: fc.nat(SECONDS - 1),
    operation: fc.constantFrom(...operations),
    resources: fc.uniqueArray(fc.constantFrom(...pools.resource), { maxLength: 3 }),
    principal: fc.constantFrom(...pools.principal),
    session: optionally(pools.session),
    sourceIdentity: optionally(pools.session),
    principalType: fc.constantFrom(...pools.principalType),
    mfa: fc.boolean(),
    implied: fc.boolean(),
    carriesReplicas: fc.boolean(),
    category: optionally(pools.category),
    errorCode: fc.option(fc.constantFrom(...pools.errorCode), { nil: undefined, freq: 2 }),
    accountId: optionally(pools.accountId),
    region: optionally(pools.region),
    accessKeyId: optionally(pools.accessKey),
    sourceIp: optionally(pools.sourceIp),
    risk: optionally(pools.rule),
  })
  .map(
    ({
      id,
      uuid,
      second,
      operation,
      principal,
      session,
      sourceIdentity,
      principalType,
      mfa,
      implied,
      carriesReplicas,
      risk,
      resources,
      errorCode,
      ...optional
    }): AuditRecord => {
      const digits = id.toString(16).padStart(4, '0');
      const present = Object.fromEntries(
        Object.entries({ ...optional, errorCode }).filter(([, value]) => value !== undefined),
      );
      return {
        eventId: uuid ? `00000000-0000-4000-8000-00000000${digits}` : `event ${digits}`,
        eventTime: timeAt(second),
        eventSource: 'dynamodb.amazonaws.com',
        ...operation,
        ...present,
        outcome: toOutcome(errorCode),
        principal: {
          id: principal,
          type: principalType,
          ...(session && { session }),
          ...(sourceIdentity && { sourceIdentity }),
          ...(mfa && { mfa }),
        },
        ...(optional.category === 'table' &&
          carriesReplicas && { categories: ['table', 'global-table', 'stream'] }),
        ...withImpliedTable(resources, implied),
        ...(risk && { risk: { level: toLevel(risk), rules: [risk] } }),
      };
    },
  );

const some = <const T extends readonly string[]>(values: T) =>
  fc.uniqueArray(fc.constantFrom<T[number]>(...values), { minLength: 1, maxLength: 3 });

const filters = {
  resource: some(pools.resource),
  table: some([pools.resource[0], pools.resource[2], pools.resource[4]]),
  principal: some(pools.principal),
  session: some(pools.session),
  action: some([
    'DeleteTable',
    'GetItem',
    'dax:TagResource',
    'ExecuteStatement',
    'FrobnicateItem',
    'Nothing',
  ]),
  service: some(SERVICES),
  plane: some(PLANES),
  access: some(ACCESSES),
  category: some(pools.category),
  outcome: some(OUTCOMES),
  error: some(pools.errorCode),
  risk: fc.constantFrom(...RISK_LEVELS),
  rule: some(pools.rule),
  principalType: some(pools.principalType),
  mfa: fc.constantFrom('yes', 'no'),
  exclude: some([`resource=${pools.resource[0]}`, 'action=GetItem', 'outcome=succeeded', 'session=i-0abc']),
  accessKey: some(pools.accessKey),
  sourceIp: some([...pools.sourceIp, '198.51.100.0/24', '203.0.113.0/24']),
  account: some(pools.accountId),
  eventRegion: some(pools.region),
  order: fc.constantFrom('asc', 'desc'),
} satisfies { [Filter in keyof AuditQuery]: fc.Arbitrary<AuditQuery[Filter]> };

/** Few filters at a time: questions with many are answered by next to nothing. */
const queryArbitrary = fc
  .tuple(
    fc.record(filters),
    fc.subarray(Object.keys(filters), { maxLength: 4 }),
    fc.option(fc.tuple(fc.nat(SECONDS), fc.nat(SECONDS)), { nil: undefined, freq: 2 }),
  )
  .map(([values, chosen, times]): AuditQuery => {
    const [since, until] = times ? [...times].sort((one, other) => one - other).map(timeAt) : [];
    const asked = Object.entries(values).filter(([name]) => chosen.includes(name));
    const exact = chosen.includes('order') && (chosen.includes('resource') || chosen.includes('table'));
    return {
      ...Object.fromEntries(asked),
      ...(exact && { exact }),
      ...(since && { since }),
      ...(until && { until }),
    };
  });

const settingsArbitrary = fc.record({
  dataEventIndexes: fc.oneof(
    { weight: 2, arbitrary: fc.constant<OptionalIndexName[]>([...OPTIONAL_INDEX_NAMES]) },
    { weight: 1, arbitrary: fc.subarray<OptionalIndexName>([...OPTIONAL_INDEX_NAMES]) },
  ),
  indexApplicationFailures: fc.boolean(),
});
/** With activity entries, every question can be answered. */
const entriesArbitrary = fc.constantFrom<string | false>(EVER, EVER, false);

async function walk(log: AuditLog, query: AuditQuery, limit: number): Promise<AuditRecord[]> {
  const walked: AuditRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await log.page(query, { cursor, limit });
    expect(page.records.length).toBeLessThanOrEqual(limit);
    walked.push(...page.records);
    cursor = page.nextToken;
  } while (cursor !== undefined);
  return walked;
}

async function searchAll(log: AuditLog, query: AuditQuery): Promise<AuditRecord[]> {
  const found: AuditRecord[] = [];
  for await (const record of log.search(query)) found.push(record);
  return found;
}

/** Whether a filter has a value that no record has. */
const hasUnseenValue = (records: readonly AuditRecord[], query: AuditQuery): boolean =>
  Object.entries(query).some(
    ([name, values]) =>
      Array.isArray(values) &&
      name !== 'exclude' &&
      values.some((value) => expectedAnswer(records, { [name]: [value] }).length === 0),
  );

const isNotFound = (error: unknown) => error instanceof AuditTrailError && error.code === 'NotFound';
const isRefusal = (error: unknown) => error instanceof AuditTrailError && error.code === 'NotAnswerable';
const ids = (records: readonly AuditRecord[]) => records.map(({ eventId }) => eventId);

/** Segments that overlap, with some records in two of them, as after two ingests at once. */
const inSegments = (records: readonly AuditRecord[]): AuditRecord[][] =>
  [0, 1, 2, 3].map((segment) =>
    records.filter((_, index) => index % 4 === segment || (index % 7 === 0 && index % 3 === segment)),
  );

const isFromActivity = ({ notices = [] }: { readonly notices?: readonly string[] }): boolean =>
  notices.some((notice) => notice.includes('counted from activity entries'));

/** Whether every facet has the counts of the records that match without its filter, or no more than these. */
async function expectCounts(
  log: AuditLog,
  records: readonly AuditRecord[],
  query: Omit<AuditQuery, 'order'>,
  isWhole: boolean,
): Promise<void> {
  const { facets, notices = [] } = await log.facets(query, { limit: 1_000 });
  const fromActivity = isFromActivity({ notices });
  for (const { by, values, complete, records: counted } of facets) {
    const exclude = query.exclude?.filter((exclusion) => !exclusion.startsWith(`${by}=`));
    const matching = expectedAnswer(records, { ...query, [by]: undefined, exclude });
    const expected = new Map<string, number>();
    for (const value of matching.flatMap((record): readonly string[] => DIMENSIONS[by](record)))
      expected.set(value, (expected.get(value) ?? 0) + 1);
    // Activity counts what is done on a part of a table, also if a made-up record names the part only.
    for (const { value, count } of fromActivity ? [] : values)
      expect(count).toBeLessThanOrEqual(expected.get(value) ?? 0);
    if (isWhole) expect(complete).toBe(true);
    // Activity lacks calls that name no table, and says so.
    if (complete && !fromActivity) {
      expect([by, new Map(values.map(({ value, count }) => [value, count]))]).toEqual([by, expected]);
      // The index of risks has only the records that have one.
      const withValue = matching.filter((record) => DIMENSIONS[by](record).length > 0);
      const isOfRisks = by === 'risk' || by === 'rule';
      expect(isOfRisks ? [matching.length, withValue.length] : [matching.length]).toContain(counted);
    }
  }
  const histogram = await log.histogram(query, { by: 'plane', seconds: 3_600 });
  const { totals, complete } = histogram;
  const sum = Object.values(totals).reduce((total, count) => total + count, 0);
  if (isFromActivity(histogram)) return;
  expect(sum).toBeLessThanOrEqual(expectedAnswer(records, query).length);
  if (isWhole) expect([sum, complete]).toEqual([expectedAnswer(records, query).length, true]);
}

/** A data folder answers every question: nothing is missing from it for want of an index. */
async function expectLocalAnswer(
  log: AuditLog,
  records: readonly AuditRecord[],
  query: AuditQuery,
  limit: number,
): Promise<void> {
  const expected = expectedAnswer(records, query);
  try {
    expect(await searchAll(log, query)).toEqual(expected);
    expect(ids(await walk(log, query, limit))).toEqual(ids(expected));
    const { order, ...counted } = query;
    const summary = await log.summary(counted, { by: 'action', interval: '1m' });
    expect(summary).toMatchObject({ records: expected.length, complete: true });
    await expectCounts(log, records, counted, true);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    expect(hasUnseenValue(records, query)).toBe(true);
  }
}

describe('any question of any trail', () => {
  it('is answered from tables and from a data folder as filtering and sorting would, whatever the page size', async () => {
    let answered = 0;
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(recordArbitrary, { minLength: 30, maxLength: 60, selector: ({ eventId }) => eventId }),
        settingsArbitrary,
        entriesArbitrary,
        fc.array(fc.tuple(queryArbitrary, fc.integer({ min: 4, max: 40 })), { minLength: 8, maxLength: 8 }),
        async (records, settings, entriesSince, questions) => {
          const audit = await createStoredAudit(dynamodb.client, settings, { entriesSince });
          await audit.storeRecords(records);
          const { log } = audit;
          const local = await createLocalAudit(folder, inSegments(records));
          for (const [query, limit] of questions) {
            const expected = expectedAnswer(records, query);
            const answer = await searchAll(log, query).catch((error) => {
              if (!isRefusal(error) && !isNotFound(error)) throw error;
              return error as AuditTrailError;
            });
            await expectLocalAnswer(local.log, records, query, limit);
            if (isNotFound(answer)) {
              expect(hasUnseenValue(records, query)).toBe(true);
            } else if (Array.isArray(answer)) {
              answered += 1;
              found += answer.length;
              expect(answer).toEqual(expected);
              expect(ids(await walk(log, query, limit))).toEqual(ids(expected));
              const { order, ...counted } = query;
              await expectCounts(log, records, counted, false);
            } else {
              expect(entriesSince).toBe(false);
              const partial = await searchAll(log, { ...query, partial: true }).catch((error) => {
                if (!isNotFound(error)) throw error;
                expect(hasUnseenValue(records, query)).toBe(true);
                return [];
              });
              expect(ids(expected).filter((id) => ids(partial).includes(id))).toEqual(ids(partial));
            }
          }
          local.close();
        },
      ),
      { numRuns: campaignSize(40), endOnFailure: true },
    );
    expect(answered).toBeGreaterThan(12);
    expect(found).toBeGreaterThan(40);
  });

  it('is refused only where no index could have answered it', async () => {
    const everything = { dataEventIndexes: [...OPTIONAL_INDEX_NAMES], indexApplicationFailures: true };
    const audit = await createStoredAudit(dynamodb.client, everything);
    const { log } = audit;
    const records = fc.sample(
      fc.uniqueArray(recordArbitrary, { minLength: 60, selector: ({ eventId }) => eventId }),
      1,
    )[0]!;
    await audit.storeRecords(records);
    const local = await createLocalAudit(folder, inSegments(records));
    await fc.assert(
      fc.asyncProperty(queryArbitrary, async (query) => {
        const answer = await searchAll(log, query).catch((error) => {
          if (!isNotFound(error)) throw error;
          expect(hasUnseenValue(records, query)).toBe(true);
          return undefined;
        });
        if (answer === undefined) return;
        expect(answer).toEqual(expectedAnswer(records, query));
        expect(await searchAll(local.log, query)).toEqual(answer);
      }),
      { numRuns: campaignSize(600), endOnFailure: true },
    );
    local.close();
  });
});
