import { join } from 'node:path';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent } from '../support/events';
import { readItems, recordSettings, storeAs, toOlderMeaning } from '../support/older-version';
import { runAndKill } from '../support/run-and-kill';
import { createStoredAudit } from '../support/stored-audit';
import { timeoutFor } from '../support/timeout';

const EVENTS = 400;
const KILLS = 3;
const KILLED_AFTER_MS = 1_500;
/** Longer than a run takes. */
const NEVER_MS = 600_000;

describe('a reindex that is killed and started again', () => {
  let dynamodb: TestDynamoDb;
  beforeAll(async () => {
    dynamodb = await startDynamoDb();
  });
  afterAll(() => dynamodb.stop());

  it(
    'equals one that was not disturbed',
    async () => {
      const { client } = dynamodb;
      const events = Array.from({ length: EVENTS }, (_, index) =>
        index % 2 ? dataEvent() : controlEvent({ eventName: 'DeleteTable' }),
      );
      const audit = await createStoredAudit(client);
      await audit.storeEvents(events.slice(0, 1));
      await recordSettings(client, audit.ledgerTableName);
      await storeAs(client, audit.tableName, events);
      const expected = await readItems(client, audit.tableName);
      await storeAs(client, audit.tableName, events, toOlderMeaning);

      const program = join(__dirname, '../support/reindex-until-killed.ts');
      const names = ['--table-name', audit.tableName, '--ledger-table-name', audit.ledgerTableName];
      const place = ['--region', 'us-east-1', '--endpoint-url', dynamodb.endpoint];
      const run = async (killedAfterMs: number, ...words: string[]) => {
        const [, report] = await runAndKill(
          ['--import', 'tsx', program, ...names, ...place, ...words],
          killedAfterMs,
          { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
        );
        return report;
      };
      /** Items that are not as they must be in the end. */
      const open = async () =>
        (await readItems(client, audit.tableName)).filter((item) => !expected.includes(item)).length;
      const all = await open();
      let kills = 0;
      // At this rate, a whole run takes longer than all that are killed.
      for (let left = all; left === all || kills < KILLS; left = await open()) {
        expect(await run(KILLED_AFTER_MS, '--rate', '400')).toBeUndefined();
        kills += 1;
      }
      expect(await open()).toBeGreaterThan(0);
      expect(JSON.parse((await run(NEVER_MS)) ?? '')).toMatchObject({ status: 'done', left: 0 });
      expect(await open()).toBe(0);
      expect(await readItems(client, audit.tableName)).toHaveLength(expected.length);
    },
    timeoutFor(30),
  );
});
