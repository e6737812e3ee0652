import { join } from 'node:path';
import { createAuditLog } from '../../src/query/dynamodb/create-audit-log';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent } from '../support/events';
import { startLogBucket } from '../support/log-bucket';
import { readItems, recordSettings, storeAs, toOlderMeaning } from '../support/older-version';
import { createIngestedAudit } from '../support/outdated-entries';
import { runAndKill } from '../support/run-and-kill';
import { createStoredAudit } from '../support/stored-audit';
import { timeoutFor } from '../support/timeout';

const EVENTS = 400;
const FILES = 150;
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

  it(
    'makes activity entries again, and answers are the same at any time',
    async () => {
      const { client, endpoint } = dynamodb;
      const bucket = await startLogBucket();
      const audit = await createIngestedAudit(client, bucket);
      for (let file = 0; file < FILES; file += 1) await audit.ingest([dataEvent(), dataEvent()]);
      const { log, tableName, ledgerTableName } = { ...audit, log: createAuditLog(audit) };
      const answer = async () => ({
        calls: (await log.activityPage({})).groups,
        named: (await log.item({ table: 'Music', key: { customerId: 'c-1' } })).named,
      });
      const expected = await answer();
      await audit.outdate();

      const program = join(__dirname, '../support/reindex-until-killed.ts');
      const names = ['--table-name', tableName, '--ledger-table-name', ledgerTableName];
      const place = ['--region', 'us-east-1', '--endpoint-url', endpoint];
      const run = (killedAfterMs: number, ...words: string[]) =>
        runAndKill(['--import', 'tsx', program, ...names, ...place, ...words], killedAfterMs, {
          ...{ AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
          AWS_ENDPOINT_URL_S3: bucket.endpoint,
        });
      const countMade = async () =>
        (await audit.activity()).filter(({ activityMeaning }) => activityMeaning !== undefined).length;
      let kills = 0;
      let made = 0;
      // At this rate, a whole run takes longer than all that are killed. A slow machine takes long to begin.
      for (let attempts = 1; kills < KILLS; attempts += made === 0 ? 1 : 0) {
        expect(await run(attempts * KILLED_AFTER_MS, '--rate', '10')).toHaveLength(1);
        made = await countMade();
        if (made > 0) kills += 1;
        await expect(answer()).resolves.toEqual(expected);
      }
      expect(made).toBeLessThan(FILES);
      const [, report = ''] = await run(NEVER_MS);
      const entries = { files: FILES - made, left: 0 };
      expect(JSON.parse(report)).toMatchObject({ status: 'done', entries });
      await expect(answer()).resolves.toEqual(expected);
      await bucket.close();
    },
    timeoutFor(30),
  );
});
