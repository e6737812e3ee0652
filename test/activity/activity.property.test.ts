import { join } from 'node:path';
import fc from 'fast-check';
import { type ActivityGroup, compareGroups } from '../../src/activity/activity-group';
import { GroupCounter } from '../../src/activity/group-counter';
import { AuditTrailError } from '../../src/errors';
import type { Database } from '../../src/local/duckdb/database';
import { openLocalAudit } from '../../src/local/open-local-audit';
import type { ActivityQuery } from '../../src/query/activity-query';
import type { AuditLog } from '../../src/query/audit-log';
import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import { openAuditLog } from '../../src/query/open-audit-log';
import { EVER } from '../../src/store/ledger/index-coverage';
import { campaignSize } from '../support/campaigns';
import { openTestDatabase, writeDataFolder } from '../support/data-folders';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { createStoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';
import { countPlainly, madeUpCall, madeUpQuestion, SECONDS, timeAt, toAltered } from './made-up-calls';

jest.setTimeout(timeoutFor(campaignSize(90)));

const parent = temporaryFolder();
let dynamodb: TestDynamoDb;
let database: Database;
beforeAll(async () => {
  [dynamodb, database] = await Promise.all([startDynamoDb(), openTestDatabase()]);
});
afterAll(async () => {
  database.close();
  await dynamodb.stop();
});

/** Deliveries: the calls in an order of their own, some delivered again, some altered copies. */
const trail = fc
  .tuple(
    fc.uniqueArray(madeUpCall, { minLength: 20, maxLength: 60, selector: ({ event }) => event.eventID }),
    fc.infiniteStream(fc.nat(5)),
  )
  .map(([calls, numbers]) => {
    const files = [0, 1, 2, 3].map(() => [] as typeof calls);
    for (const call of calls) {
      const [file = 0, fate = 0] = [...numbers.take(2)];
      files[file % 4]!.push(call);
      if (fate === 0) files[(file + 1) % 4]!.push(call);
      if (fate === 1) files[(file + 2) % 4]!.push(toAltered(call));
    }
    return files.filter((file) => file.length > 0);
  });

const isNotFound = (error: unknown) => error instanceof AuditTrailError && error.code === 'NotFound';

async function listAll(log: AuditLog, query: ActivityQuery): Promise<ActivityGroup[]> {
  const groups: ActivityGroup[] = [];
  for await (const group of log.activity(query)) groups.push(group);
  return groups;
}

/** All pages, their groups added up where an hour is on several. */
async function walk(log: AuditLog, query: ActivityQuery, limit: number): Promise<ActivityGroup[]> {
  const counter = new GroupCounter();
  let cursor: string | undefined;
  do {
    const page = await log.activityPage(query, { cursor, limit });
    expect(page.groups.length).toBeLessThanOrEqual(limit);
    for (const group of page.groups) counter.addGroup(group);
    cursor = page.nextToken;
  } while (cursor !== undefined);
  return counter.take();
}

const questions = fc.array(
  fc.record({
    query: madeUpQuestion,
    limit: fc.integer({ min: 5, max: 30 }),
    budget: fc.integer({ min: 1, max: 30 }),
  }),
  { minLength: 6, maxLength: 6 },
);

/** Since when files have entries: always, never, or since some time of the trail. */
const entriesSince = fc.oneof(
  { weight: 2, arbitrary: fc.constant(EVER) },
  { weight: 1, arbitrary: fc.constant(false as const) },
  { weight: 1, arbitrary: fc.nat(SECONDS).map(timeAt) },
);

it('activity of any trail counts distinct events, in tables and in a data folder, whatever the page size', async () => {
  let counted = 0;
  await fc.assert(
    fc.asyncProperty(trail, questions, entriesSince, async (files, asked, since) => {
      const audit = await createStoredAudit(dynamodb.client, {}, { entriesSince: since });
      for (const file of files) await audit.storeEvents(file.map(({ event }) => event));
      const { folder } = await writeDataFolder(
        database,
        join(parent, `folder-${counted}-${files.length}-${Date.now()}`),
        files.map((file) => file.map(({ event }) => event)),
      );
      const local = await openLocalAudit(folder);
      try {
        for (const { query, limit, budget } of asked) {
          const expected = countPlainly(files.flat(), query).sort(compareGroups);
          const store = { ...createDynamoDbStore(audit), entryBudget: budget };
          for (const log of [local.log, audit.log, openAuditLog(store)]) {
            try {
              expect(await listAll(log, query)).toEqual(expected);
              expect(await walk(log, query, limit)).toEqual(expected);
            } catch (error) {
              // A name that the trail does not have.
              if (!isNotFound(error)) throw error;
              expect(expected).toEqual([]);
            }
          }
          counted += expected.length;
        }
      } finally {
        local.close();
      }
    }),
    { numRuns: campaignSize(40), endOnFailure: true },
  );
  expect(counted).toBeGreaterThan(100);
});
