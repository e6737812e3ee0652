import { AuditTrailError } from '../../src/errors';
import type { AuditLog } from '../../src/query/audit-log';
import { DIMENSION_NAMES, DIMENSIONS } from '../../src/query/dimensions';
import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import type { Facet } from '../../src/query/facets';
import type { AuditQuery } from '../../src/query/query';
import { auditRecord } from '../support/audit-records';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import {
  controlEvent,
  dataEvent,
  denial,
  identities,
  nextEventId,
  tableArn,
  tableResource,
} from '../support/events';
import { createLocalAuditOfEvents, type TestLocalAudit } from '../support/local-audit';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';

const at = (hour: number, minute = 0) =>
  new Date(Date.UTC(2026, 2, 14, hour, minute)).toISOString().replace('.000', '');

/** Reads and writes of three tables over three days, a call on two of them, and some changes. */
const EVENTS = [
  ...Array.from({ length: 72 }, (_, hour) =>
    dataEvent({
      eventTime: at(hour, hour % 60),
      eventName: hour % 3 === 0 ? 'PutItem' : 'GetItem',
      userIdentity: identities.assumedRole(`service-${hour % 5}`, `i-${hour % 7}`),
      resources: [tableResource(`Table${hour % 3}`)],
      requestParameters: { tableName: `Table${hour % 3}`, key: { id: String(hour) } },
      ...(hour % 10 === 0 && denial('no')),
    }),
  ),
  dataEvent({
    eventTime: at(30),
    eventName: 'BatchGetItem',
    resources: [tableResource('Table0'), tableResource('Table1')],
    requestParameters: { requestItems: { Table0: {}, Table1: {} } },
  }),
  controlEvent({ eventTime: at(31), eventName: 'DeleteTable', readOnly: false }),
  controlEvent({ eventTime: at(3), eventName: 'DescribeTable' }),
];
const WHOLE = { since: at(0), until: at(72) };

let dynamodb: TestDynamoDb;
let stored: StoredAudit;
/** The same with every index. */
let indexed: StoredAudit;
let local: TestLocalAudit;

const folder = temporaryFolder();
beforeAll(async () => {
  dynamodb = await startDynamoDb();
  stored = await createStoredAudit(dynamodb.client);
  indexed = await createStoredAudit(dynamodb.client, { dataEventIndexes: ['action', 'feed'] });
  await stored.storeEvents(EVENTS);
  await indexed.storeEvents(EVENTS);
  local = await createLocalAuditOfEvents(folder, [EVENTS.slice(0, 40), EVENTS.slice(35)]);
});
afterAll(async () => {
  local?.close();
  await dynamodb?.stop();
});

const PLACES = [
  ['a data folder', () => local.log],
  ['DynamoDB, with every index', () => indexed.log],
  ['DynamoDB, as deployed', () => stored.log],
] as const;

async function failure(promise: Promise<unknown>): Promise<AuditTrailError> {
  const error = await promise.catch((thrown: unknown) => thrown);
  if (!(error instanceof AuditTrailError)) throw new Error('Expected an error.');
  return error;
}

/** Counts by the records that a data folder finds. */
async function countRecords(query: AuditQuery, by: keyof typeof DIMENSIONS) {
  const totals: Record<string, number> = {};
  for await (const record of local.log.search({ ...query, partial: true }, { onNotice: () => {} })) {
    for (const value of DIMENSIONS[by](record)) totals[value] = (totals[value] ?? 0) + 1;
  }
  return totals;
}

const toTotals = ({ values }: Facet) => Object.fromEntries(values.map(({ value, count }) => [value, count]));
const facetsOf = async (log: AuditLog, ...asked: Parameters<AuditLog['facets']>) => {
  const { facets, ...answer } = await log.facets(...asked);
  return { ...answer, facet: (by: Facet['by']) => facets.find((facet) => facet.by === by)! };
};

describe.each(PLACES)('a histogram of %s', (_, getLog) => {
  it.each(['outcome', 'plane', 'risk', 'table'] as const)('counts all records by %s', async (by) => {
    const histogram = await getLog().histogram(WHOLE, { by });
    const totals = await countRecords(WHOLE, by);
    expect(histogram).toMatchObject({ ...WHOLE, by, seconds: 3_600, totals, complete: true });
    const sum: Record<string, number> = {};
    for (const { start, counts } of histogram.buckets) {
      expect(start).toMatch(/:00:00Z$/);
      for (const [value, count] of Object.entries(counts)) sum[value] = (sum[value] ?? 0) + count;
    }
    expect(sum).toEqual(totals);
  });

  it('filters as a search does', async () => {
    for (const query of [
      { table: [tableArn('Table0')] },
      { principal: ['service-1'], exclude: ['action=PutItem'] },
      { outcome: ['denied' as const] },
      { error: ['AccessDenied'], exclude: ['plane=control'] },
    ]) {
      const { totals, complete } = await getLog().histogram({ ...WHOLE, ...query }, { by: 'outcome' });
      expect([query, totals, complete]).toEqual([
        query,
        await countRecords({ ...WHOLE, ...query }, 'outcome'),
        true,
      ]);
    }
  });

  it('of all time covers the time that has records', async () => {
    const histogram = await getLog().histogram({}, { by: 'plane' });
    expect(histogram).toMatchObject({ since: at(0), until: at(72), seconds: 3_600 });
    expect(histogram.totals).toEqual({ data: 73, control: 2 });
  });

  it('takes the length of a bucket, also one of minutes', async () => {
    const query = { since: at(30), until: at(32), table: ['Table0'] };
    const { seconds, buckets } = await getLog().histogram(query, { by: 'outcome', seconds: 900 });
    expect({ seconds, starts: buckets.map(({ start }) => start) }).toEqual({
      seconds: 900,
      starts: [at(30), at(30, 30)],
    });
  });

  it('refuses more than 1,000 buckets, and item keys', async () => {
    const { message } = await failure(getLog().histogram(WHOLE, { by: 'plane', seconds: 60 }));
    expect(message).toBe(
      'A histogram can have 1,000 buckets, but this one would have 4,320. Give more seconds for a bucket, or a shorter range.',
    );
    const keyed = { table: ['Table0'], key: { id: '1' } };
    expect((await failure(getLog().histogram(keyed, { by: 'plane' }))).message).toContain('cannot have key');
    expect((await failure(getLog().facets(keyed))).message).toContain('cannot have key');
  });
});

describe.each(PLACES.slice(0, 2))('facets of %s', (_, getLog) => {
  it('count the values of every filter', async () => {
    const { facet, coverage } = await facetsOf(getLog(), WHOLE, { limit: 1_000 });
    for (const by of DIMENSION_NAMES) {
      const totals = await countRecords(WHOLE, by);
      expect([by, toTotals(facet(by))]).toEqual([by, totals]);
      expect(facet(by)).toMatchObject({
        distinct: Object.keys(totals).length,
        records: 75,
        matching: 75,
        complete: true,
      });
    }
    expect(coverage.since).toBe(WHOLE.since);
  });

  it('count each filter as if it was not there', async () => {
    const query = { ...WHOLE, outcome: ['denied' as const], exclude: ['action=PutItem'] };
    const { facet } = await facetsOf(getLog(), query, { by: ['outcome', 'action', 'table'] });
    expect(toTotals(facet('outcome'))).toEqual(
      await countRecords({ ...query, outcome: undefined }, 'outcome'),
    );
    expect(toTotals(facet('action'))).toEqual(await countRecords({ ...query, exclude: undefined }, 'action'));
    expect(toTotals(facet('table'))).toEqual(await countRecords(query, 'table'));
  });

  it('give the most frequent values, and those that the query has', async () => {
    const query = { ...WHOLE, action: ['DeleteTable'] };
    const { facet } = await facetsOf(getLog(), query, { by: ['action', 'principal'], limit: 1 });
    expect(facet('action').values).toEqual([
      { value: 'GetItem', count: 48 },
      { value: 'DeleteTable', count: 1 },
    ]);
    expect(facet('action').distinct).toBe(5);
    expect(facet('principal').values).toHaveLength(1);
  });
});

describe('counts of a deployment whose indexes do not have every event', () => {
  const count = async (entries: number) => {
    const { client, tableName, ledgerTableName } = stored;
    const store = createDynamoDbStore({ client, tableName, ledgerTableName });
    const query = { resources: [], order: 'desc', partial: false, exact: false, range: WHOLE } as const;
    const budget = { entries, until: Date.now() + 60_000 };
    return store.countValues(query, { by: ['sourceIp', 'outcome'], budget });
  };

  it('are of all records, if they are few', async () => {
    const { counts, matching, cost, notices } = await count(20_000);
    for (const { by, records, incomplete, buckets, index } of counts) {
      expect([by, records, incomplete, buckets[0]?.counts]).toEqual([
        by,
        75,
        undefined,
        await countRecords(WHOLE, by),
      ]);
      expect(index.split(', ').sort()).toEqual(['activity', 'feed', 'resource']);
    }
    expect(matching).toBe(75);
    expect(cost.readUnits).toBeGreaterThan(1);
    expect(notices).toEqual([]);
  });

  it('are of activity entries and of what the index has, if there are more records than are read', async () => {
    const { counts, notices } = await count(200);
    expect(counts).toMatchObject([
      { index: 'feed', records: 10, incomplete: 'the index "feed" holds no routine data events' },
      { index: 'activity, feed', records: 75 },
    ]);
    expect(notices).toEqual([expect.stringContaining('counted from activity entries')]);
  });
});

describe('counting that its budget ends', () => {
  const MANY = Array.from({ length: 2_000 }, (_, index) =>
    auditRecord({
      eventId: nextEventId(),
      eventTime: new Date(Date.UTC(2026, 2, 14) + Math.floor(index / 3) * 1_000)
        .toISOString()
        .replace('.000', ''),
      sourceIp: `192.0.2.${index % 50}`,
    }),
  );

  it('goes on before the time from which all are counted, and counts each record once', async () => {
    const { client, tableName, ledgerTableName, storeRecords } = await createStoredAudit(dynamodb.client);
    await storeRecords(MANY);
    const store = createDynamoDbStore({ client, tableName, ledgerTableName });
    const totals = new Map<string, number>();
    const query = { resources: [MANY[0]!.resources], order: 'desc', partial: false, exact: false } as const;
    let until: string | undefined = at(24);
    let pieces = 0;
    while (until !== undefined) {
      const { counts, matching, cost } = await store.countValues(
        { ...query, range: { since: at(0), until } },
        // Activity entries have outcomes, but no addresses.
        { by: ['sourceIp', 'outcome'], budget: { entries: 10, until: Date.now() + 10_000 } },
      );
      const [addresses, outcomes] = counts;
      for (const { counts } of addresses!.buckets)
        for (const [value, count] of Object.entries(counts))
          totals.set(value, (totals.get(value) ?? 0) + count);
      if (pieces === 0) {
        expect(outcomes).toMatchObject({ records: MANY.length, index: 'activity, resource' });
        expect(addresses!.records).toBeLessThan(MANY.length);
        expect(matching).toBe(MANY.length);
        expect(cost.readUnits).toBeGreaterThan(5);
      }
      until = addresses!.countedSince;
      pieces += 1;
    }
    expect(totals).toEqual(new Map(MANY.map(({ sourceIp }) => [sourceIp, MANY.length / 50])));
    expect(pieces).toBeGreaterThan(1);
  });
});
