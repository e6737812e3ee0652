import fc from 'fast-check';
import { type GroupKey, toHour } from '../../src/activity/activity-group';
import type { AuditRecord } from '../../src/audit/audit-record';
import { AuditTrailError } from '../../src/errors';
import { createLogFileReader } from '../../src/originals/s3-log-file-reader';
import type { ActivityQuery } from '../../src/query/activity-query';
import type { AuditLog } from '../../src/query/audit-log';
import { DIMENSIONS, type Dimension, INTERVALS, type Interval } from '../../src/query/dimensions';
import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import { openAuditLog } from '../../src/query/open-audit-log';
import type { AuditQuery } from '../../src/query/query';
import type { SummaryOptions, SummaryQuery } from '../../src/query/summary';
import { toAuditedEvent } from '../support/audited';
import { campaignSize } from '../support/campaigns';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  identities,
  tableArn,
  tableResource,
} from '../support/events';
import { expectedAnswer } from '../support/expected-answer';
import { createLocalAuditOfEvents } from '../support/local-audit';
import { type LogBucket, startLogBucket } from '../support/log-bucket';
import { createStoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(campaignSize(60)));

const folder = temporaryFolder();
let dynamodb: TestDynamoDb;
let bucket: LogBucket;
beforeAll(async () => {
  [dynamodb, bucket] = await Promise.all([startDynamoDb(), startLogBucket()]);
});
afterAll(() => Promise.all([dynamodb.stop(), bucket.close()]));

const ACTIVITY = { dataEventDetail: 'activity', machines: [] } as const;
const RECORDS = { dataEventDetail: 'records', machines: [] } as const;

/** Steps of 13 minutes and some seconds, so that a trail is about several hours. */
const STEPS = 24;
const timeAt = (step: number) =>
  `${new Date(Date.parse('2026-03-14T08:50:00Z') + step * 793_000).toISOString().slice(0, 19)}Z`;
const TABLES = ['Orders', 'Music'];
const REGIONS = ['us-east-1', 'eu-west-1'];
const ROLES = ['app', 'batch'];
const roleArn = (name: string) => `arn:aws:iam::111122223333:role/service/${name}`;
const ALICE = 'arn:aws:iam::111122223333:user/alice';
const TABLE_ARNS = TABLES.flatMap((table) => REGIONS.map((region) => tableArn(table, region)));
const SESSIONS = ['i-0abc', 'i-0def'];
const ADDRESSES = ['203.0.113.20', '198.51.100.7'];
const KEYS = ['ASIAORDERSEXAMPLE001', 'ASIAORDERSEXAMPLE002'];

const eventArbitrary = fc
  .record({
    id: fc.nat(0xffff),
    step: fc.nat(STEPS - 1),
    tables: fc.subarray(TABLES, { minLength: 1 }),
    awsRegion: fc.constantFrom(...REGIONS),
    role: fc.constantFrom(...ROLES),
    session: fc.constantFrom(...SESSIONS),
    accessKeyId: fc.constantFrom(...KEYS),
    sourceIPAddress: fc.constantFrom(...ADDRESSES),
    eventName: fc.constantFrom('GetItem', 'PutItem', 'Query', 'Scan'),
    isPerson: fc.boolean(),
    plane: fc.constantFrom('data', 'data', 'data', 'control'),
    errorCode: fc.option(
      fc.constantFrom('AccessDenied', 'ConditionalCheckFailedException', 'InternalFailure'),
      {
        nil: undefined,
        freq: 3,
      },
    ),
  })
  .map(
    ({ id, step, tables, role, session, accessKeyId, isPerson, plane, eventName, errorCode, ...fields }) => {
      const common: CloudTrailEvent = {
        ...fields,
        eventID: `00000000-0000-4000-8000-00000000${id.toString(16).padStart(4, '0')}`,
        eventTime: timeAt(step),
        userIdentity: isPerson
          ? identities.iamUser('alice', { accessKeyId })
          : identities.assumedRole(role, session, { accessKeyId }),
        ...(errorCode && { errorCode }),
      };
      if (plane === 'control') {
        return controlEvent({
          ...common,
          eventName: 'UpdateTable',
          requestParameters: { tableName: tables[0] },
        });
      }
      return dataEvent({
        ...common,
        eventName,
        requestParameters: { tableName: tables[0], key: { id: String(id % 5) } },
        resources: tables.map((table) => tableResource(table, fields.awsRegion)),
      });
    },
  );

const some = (values: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });
const filters = {
  session: some(SESSIONS),
  action: some(['GetItem', 'dynamodb:PutItem', 'UpdateTable', 'Scan']),
  plane: some(['data', 'control']) as fc.Arbitrary<AuditQuery['plane']>,
  access: some(['read', 'write']) as fc.Arbitrary<AuditQuery['access']>,
  outcome: some(['succeeded', 'denied', 'failed']) as fc.Arbitrary<AuditQuery['outcome']>,
  error: some(['AccessDenied', 'ConditionalCheckFailedException']),
  accessKey: some(KEYS),
  sourceIp: some([...ADDRESSES, '198.51.100.0/24']),
  eventRegion: some(REGIONS),
  exclude: some(['action=GetItem', 'outcome=succeeded', 'session=i-0abc']),
  principalType: some(['IAMUser', 'AssumedRole']),
} satisfies { [Name in keyof AuditQuery]: fc.Arbitrary<AuditQuery[Name]> };

const questionArbitrary = fc
  .record({
    about: fc.oneof(
      { weight: 2, arbitrary: fc.record({ table: some(TABLE_ARNS) }) },
      { weight: 2, arbitrary: fc.record({ principal: some([...ROLES.map(roleArn), ALICE]) }) },
      // No index has the routine data events that answer these.
      { weight: 1, arbitrary: fc.constant({}) },
    ),
    values: fc.record(filters),
    chosen: fc.subarray(Object.keys(filters), { maxLength: 2 }),
    order: fc.constantFrom('asc' as const, 'desc' as const),
    times: fc.option(fc.tuple(fc.nat(STEPS), fc.nat(STEPS)), { nil: undefined, freq: 2 }),
  })
  .map(({ about, values, chosen, order, times }): AuditQuery => {
    const narrowing = Object.entries(values).filter(([name]) => chosen.includes(name));
    const [since, until] = times ? [...times].sort((one, other) => one - other).map(timeAt) : [];
    return {
      ...about,
      ...Object.fromEntries(narrowing),
      order,
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
    };
  });

async function readAnswer(log: AuditLog, query: AuditQuery, limit: number): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await log.page(query, { limit, cursor });
    records.push(...page.records);
    cursor = page.nextToken;
  } while (cursor !== undefined);
  return records;
}

const COUNTED = ['action', 'principal', 'outcome', 'error', 'plane', 'table', 'session'] as const;
const countArbitrary = fc
  .record({
    about: fc.oneof(
      fc.constant({}),
      fc.record({ table: fc.constantFrom(...TABLES).map((table) => [tableArn(table)]) }),
      fc.record({ principal: some([...ROLES.map(roleArn), 'arn:aws:iam::111122223333:user/alice']) }),
    ),
    values: fc.record(filters),
    chosen: fc.subarray(['action', 'plane', 'outcome', 'error', 'exclude'], { maxLength: 2 }),
    caller: fc.oneof(
      fc.constant({}),
      fc.record({ accessKey: filters.accessKey }),
      fc.record({ session: filters.session }),
      fc.record({ sourceIp: filters.sourceIp }),
    ),
    by: fc.constantFrom(...COUNTED),
    interval: fc.constantFrom('1h' as const, '1d' as const, '15m' as const),
    times: fc.option(fc.tuple(fc.nat(STEPS), fc.nat(STEPS)), { nil: undefined, freq: 2 }),
  })
  .map(({ about, values, chosen, times, ...options }) => {
    const narrowing = Object.entries(values).filter(([name]) => chosen.includes(name));
    const [since, until] = times ? [...times].sort((one, other) => one - other).map(timeAt) : [];
    const query: SummaryQuery = {
      ...about,
      ...Object.fromEntries(narrowing),
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
    };
    return { query, ...options };
  });

/** Without an index that has the records, entries of hours are all that can be counted. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof AuditTrailError && error.code === 'NotAnswerable') return;
  throw error;
}

/** Adds up all pages. */
async function readCounts(log: AuditLog, query: SummaryQuery, options: SummaryOptions) {
  const counts: Record<string, number> = {};
  let records = 0;
  let cursor: string | undefined;
  do {
    const summary = await log.summary(query, { ...options, cursor });
    records += summary.records;
    for (const { start, counts: values } of summary.buckets) {
      for (const [value, count] of Object.entries(values)) {
        const name = `${start} ${value}`;
        counts[name] = (counts[name] ?? 0) + count;
      }
    }
    cursor = summary.nextToken;
  } while (cursor !== undefined);
  return { records, counts };
}

/** What `readCounts` gives of all matching records. */
function countAll(records: readonly AuditRecord[], { by, interval }: { by: Dimension; interval: Interval }) {
  const counts: Record<string, number> = {};
  for (const record of records) {
    const seconds = Date.parse(record.eventTime) / 1_000;
    const start = new Date((seconds - (seconds % INTERVALS[interval])) * 1_000).toISOString();
    for (const value of DIMENSIONS[by](record)) {
      const name = `${start.slice(0, 19)}Z ${value}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return { records: records.length, counts };
}

const toSum = (counts: Readonly<Record<string, number>>): Record<string, number> => {
  const sum: Record<string, number> = {};
  for (const [name, count] of Object.entries(counts)) {
    const value = name.slice(name.indexOf(' ') + 1);
    sum[value] = (sum[value] ?? 0) + count;
  }
  return sum;
};

/** A chart and lists of filters have every call, or say that they do not, and then have no more. */
async function expectCharts(
  log: AuditLog,
  events: readonly AuditRecord[],
  { by, ...query }: SummaryQuery & { by: Dimension },
): Promise<{ isComplete: boolean }> {
  const expectValues = (
    { values, complete }: { values: Readonly<Record<string, number>>; complete: boolean },
    expected: Readonly<Record<string, number>>,
  ) => {
    if (complete) expect(values).toEqual(expected);
    for (const [value, count] of Object.entries(values))
      expect(count).toBeLessThanOrEqual(expected[value] ?? 0);
  };
  const count = (asked: AuditQuery, name: Dimension) =>
    toSum(countAll(expectedAnswer(events, asked), { by: name, interval: '1d' }).counts);
  const { totals, ...histogram } = await log.histogram(query, { by: 'outcome', seconds: 86_400 });
  expectValues({ values: totals, complete: histogram.complete }, count(query, 'outcome'));
  const { facets } = await log.facets(query, { by: [by, 'action'], limit: 1_000 });
  for (const { by: name, values, complete } of facets) {
    const exclude = query.exclude?.filter((one) => !one.startsWith(`${name}=`));
    const counts = Object.fromEntries(
      values.map((one) => [one.value, one.count]).filter(([, number]) => number),
    );
    expectValues({ values: counts, complete }, count({ ...query, [name]: undefined, exclude }, name));
  }
  return { isComplete: histogram.complete && facets.every(({ complete }) => complete) };
}

/** Calls of the data plane in groups, as all pages of \`activity\` give them together. */
async function readActivity(log: AuditLog, query: ActivityQuery): Promise<Record<string, number>> {
  const groups: Record<string, number> = {};
  let cursor: string | undefined;
  do {
    const page = await log.activityPage(query, { limit: 7, cursor });
    for (const { count, first: _, last: __, ...group } of page.groups) {
      const name = toGroupName(group);
      groups[name] = (groups[name] ?? 0) + count;
    }
    cursor = page.nextToken;
  } while (cursor !== undefined);
  return groups;
}

const toGroupName = ({ hour, table, principal, eventName, outcome, errorCode }: GroupKey) =>
  [hour, table, principal, eventName, outcome, errorCode].join(' ');

function countGroups(
  records: readonly AuditRecord[],
  tables: readonly string[] | undefined,
): Record<string, number> {
  const groups: Record<string, number> = {};
  for (const record of records) {
    const { eventTime, eventName, outcome, errorCode } = record;
    for (const table of DIMENSIONS.table(record).filter((one) => tables?.includes(one) ?? true)) {
      const group = {
        table,
        principal: record.principal.id,
        eventName,
        outcome,
        ...(errorCode && { errorCode }),
      };
      const name = toGroupName({ hour: toHour(eventTime), ...group });
      groups[name] = (groups[name] ?? 0) + 1;
    }
  }
  return groups;
}

/** Every name that questions use was seen, so that none is refused. */
const SEEN = [...TABLES, ...TABLES].map((table, index) =>
  dataEvent({
    eventID: `00000000-0000-4000-8000-00000001000${index}`,
    eventTime: timeAt(STEPS),
    awsRegion: REGIONS[index % 2 === index >> 1 ? 0 : 1],
    userIdentity: index < 2 ? identities.assumedRole(ROLES[index]) : identities.iamUser('alice'),
    requestParameters: { tableName: table, key: { id: 'seen' } },
    resources: [tableResource(table, REGIONS[index % 2 === index >> 1 ? 0 : 1])],
  }),
);

test('records, log files, a data folder and all events give the same answers', async () => {
  let fromFiles = 0;
  const counted = { asked: 0, refused: 0 };
  const charts = { asked: 0, complete: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(eventArbitrary, {
        selector: ({ eventID }) => eventID,
        minLength: 30,
        maxLength: 60,
        size: 'max',
      }),
      fc.array(fc.nat(60), { minLength: 3, maxLength: 5 }),
      fc.nat(5),
      fc.array(questionArbitrary, { minLength: 6, maxLength: 6 }),
      fc.array(countArbitrary, { minLength: 3, maxLength: 3 }),
      fc.constantFrom(1, 7, 50),
      fc.constantFrom(1, 2, 64),
      async (random, cuts, inRecords, questions, countings, limit, fileBudget) => {
        const events = [...SEEN, ...random];
        // Files overlap: some events are delivered twice.
        const bounds = [0, ...[...cuts].sort((one, other) => one - other), events.length];
        const lists = [
          ...bounds
            .slice(1)
            .map((end, index) => events.slice(bounds[index], Math.max(end, bounds[index]! + 4))),
          SEEN,
        ].filter(({ length }) => length > 0);
        const records = await createStoredAudit(dynamodb.client);
        const activity = await createStoredAudit(dynamodb.client, {}, { detail: ACTIVITY, bucket });
        for (const [index, list] of lists.entries()) {
          await records.storeEvents(list);
          // The setting may be changed, and changed back.
          await activity.storeEvents(list, index === inRecords ? RECORDS : ACTIVITY);
        }
        const store = createDynamoDbStore({ ...activity, logFiles: createLogFileReader(bucket) });
        const log = openAuditLog({ ...store, fileBudget });
        const local = await createLocalAuditOfEvents(folder, lists);
        bucket.requests.length = 0;
        try {
          const ids: string[] = [];
          for await (const { eventId } of log.all()) ids.push(eventId);
          const all = events.map((event) => toAuditedEvent(event).record);
          expect(ids.sort()).toEqual(events.map(({ eventID }) => String(eventID)).sort());
          for (const query of questions) {
            const expected = expectedAnswer(all, query);
            expect(await readAnswer(records.log, query, limit)).toEqual(expected);
            expect(await readAnswer(log, query, limit)).toEqual(expected);
            expect(await readAnswer(local.log, query, limit)).toEqual(expected);
          }
          for (const { query, caller, by } of countings.slice(0, 1)) {
            for (const asked of [records.log, log, local.log]) {
              const { isComplete } = await expectCharts(asked, all, { ...query, ...caller, by });
              charts.complete += Number(isComplete);
              charts.asked += 1;
            }
            const { principal, action, outcome, table, since, until } = query;
            const question = { principal, action, outcome, table, since, until };
            const groups = countGroups(expectedAnswer(all, { ...question, plane: ['data'] }), table);
            for (const asked of [records.log, log, local.log]) {
              expect(await readActivity(asked, question)).toEqual(groups);
            }
          }
          for (const { query, caller: _, ...options } of countings) {
            const expected = countAll(expectedAnswer(all, query), options);
            for (const asked of [records.log, log, local.log]) {
              const counts = await readCounts(asked, query, options).catch(unlessRefused);
              if (counts) expect(counts).toEqual(expected);
              else counted.refused += 1;
              counted.asked += 1;
            }
          }
        } finally {
          local.close();
        }
        fromFiles += bucket.requests.length;
      },
    ),
    { numRuns: campaignSize(30), endOnFailure: true },
  );
  expect(fromFiles).toBeGreaterThan(0);
  expect(counted.refused).toBeLessThan(counted.asked / 2);
  // A data folder counts everything, however slow the machine is.
  expect(charts.complete).toBeGreaterThan(charts.asked / 4);
});
