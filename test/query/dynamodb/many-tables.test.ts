import { createSend } from '../../../src/aws/dynamodb-request';
import type { ResolvedActivity } from '../../../src/query/activity-reading';
import { IndexRecords } from '../../../src/query/dynamodb/index-records';
import { openSearch, type SearchTable } from '../../../src/query/dynamodb/open-search';
import { planQuery } from '../../../src/query/dynamodb/plan';
import { MOST_BY_RECORDS, readActivity } from '../../../src/query/dynamodb/read-activity';
import type { ResolvedQuery } from '../../../src/query/resolved-query';
import { ITEM_FORMAT } from '../../../src/store/items/item-summary';
import { EVER } from '../../../src/store/ledger/index-coverage';
import { SALT } from '../../support/activity';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { controlEvent, dataEvent, tableArn } from '../../support/events';
import { createStoredAudit, type StoredAudit } from '../../support/stored-audit';

let dynamodb: TestDynamoDb;
let audit: StoredAudit;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
  audit = await createStoredAudit(dynamodb.client);
  await audit.storeEvents([controlEvent(), dataEvent()]);
});
afterAll(() => dynamodb.stop());

/** An audit that has seen so many tables. */
function withTables(count: number): SearchTable {
  const { client, tableName } = audit;
  const coverage = {
    layoutVersion: 1,
    format: ITEM_FORMAT,
    formatSince: EVER,
    activitySince: EVER,
    since: {},
  };
  const settings = { dataEventIndexes: [], indexApplicationFailures: false };
  const days = { firstSeen: '2026-03-14', lastSeen: '2026-03-14' };
  return {
    plan: async (query, indexesOnly) => planQuery(query, { ...coverage, ...settings }, indexesOnly),
    openIndex: (plan, query, options) =>
      new IndexRecords(createSend(client, tableName), tableName, plan, query, options),
    findEntries: async () => ({
      since: EVER,
      salt: SALT,
      summarizes: false,
      readEntries: async function* () {},
    }),
    summarizes: async () => false,
    originals: () => Promise.reject(new Error('Log files are not read.')),
    directory: async ({ after = '0', limit }) => {
      const start = Number(after);
      const length = Math.min(limit, count - start);
      const entries = Array.from({ length }, (_, n) => ({
        ...{ kind: 'resources' as const, value: tableArn(`T${start + n}`) },
        ...days,
      }));
      return { entries, ...(start + length < count && { next: String(start + length) }) };
    },
  };
}

const EVERYTHING: ResolvedQuery = { resources: [], range: {}, order: 'desc', partial: false, exact: false };

it('answers about 10,000 tables, and asks for a table if there are more', async () => {
  const { plan } = await openSearch(withTables(10_000), EVERYTHING, {});
  expect(plan).toMatchObject({ index: 'activity, feed, resource', tables: 10_000 });
  await expect(openSearch(withTables(10_001), EVERYTHING, {})).rejects.toThrow(
    'The question is about more than 10,000 tables. Add table, or narrow it with since and until.',
  );
});

it('gives what the index has to whoever accepts a partial answer', async () => {
  const reader = await openSearch(withTables(10_001), { ...EVERYTHING, partial: true }, {});
  const { records } = await reader.read(10);
  expect(records.map(({ plane }) => plane)).toEqual(['control']);
  expect(reader.plan.incomplete).toBe('activity entries of more than 10,000 tables are not read');
});

describe('activity of more tables than have their records counted', () => {
  const SINCE = '2026-03-10T00:00:00Z';
  const asked: ResolvedActivity = { records: { ...EVERYTHING, plane: ['data'], partial: true } };
  const count = async (entriesSince: string | undefined) => {
    const { directory } = withTables(MOST_BY_RECORDS + 1);
    const source = {
      directory,
      readEntries: async function* () {},
      records: () => Promise.reject(new Error('Records are not read.')),
    };
    const batches = [];
    for await (const batch of readActivity(source, entriesSince, asked, {})) batches.push(batch);
    return batches;
  };

  it('is counted from entries, and says from when on', async () => {
    expect(await count(SINCE)).toEqual([
      expect.objectContaining({
        groups: [],
        incomplete:
          'calls before 2026-03-10T00:00:00Z, when log files had no activity entries: the records of at most 2,000 tables are ' +
          'counted, but the question is about 2,001. Add table, principal, account or eventRegion',
      }),
    ]);
  });

  it('asks to narrow the question where there are no entries', async () => {
    await expect(count(undefined)).rejects.toThrow(
      'The question is about 2,001 tables, but where log files have no activity entries, the records of at most 2,000 tables are ' +
        'counted. Add table, principal, account or eventRegion.',
    );
  });
});
