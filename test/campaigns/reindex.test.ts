import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { paginateScan, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { controlText } from '../../bench/support/control-events';
import { recordText } from '../../bench/support/inputs';
import { randomFrom } from '../../bench/support/random';
import type { ReindexReport } from '../../src/cli/reindex/report';
import { type S3Server, startS3Server } from '../../src/local/s3-server';
import { bundle } from '../support/bundle';
import { campaignSize, reportCampaign, SEED } from '../support/campaigns';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { logFile } from '../support/events';
import { startLambdaFunction } from '../support/lambda-function';
import { logFileKey } from '../support/ledger-entries';
import { bundleOlderRelease } from '../support/older-release';
import { runAndKill } from '../support/run-and-kill';
import { s3Notification, sqsEvent } from '../support/sqs';
import { createTables } from '../support/tables';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

const RECORDS = campaignSize(100_000);
const RECORDS_OF_A_FILE = 500;
const CONTROL_SHARE = 0.1;
const FILES_OF_AN_INVOCATION = 10;
const KILLS = campaignSize(20);
const KILLED_WITHIN_MS = 4_000;
/** Longer than a run takes. */
const NEVER_MS = 3_600_000;
const BUCKET = 'trail-logs';

type Tables = Awaited<ReturnType<typeof createTables>>;

const root = temporaryFolder();
const objects = join(root, 'objects');
const random = randomFrom(SEED + 15);

/** Writes log files as S3 has them. Returns their keys. */
function writeLogs(): string[] {
  const keys: string[] = [];
  for (let first = 0; first < RECORDS; first += RECORDS_OF_A_FILE) {
    const records = Array.from({ length: Math.min(RECORDS_OF_A_FILE, RECORDS - first) }, (_, index) =>
      random.chance(CONTROL_SHARE)
        ? controlText(random, first + index)
        : recordText(random, first + index, 1),
    );
    const key = logFileKey('111122223333', 'us-east-1', '20260314T0930Z', `file${keys.length}`);
    mkdirSync(dirname(join(objects, key)), { recursive: true });
    writeFileSync(join(objects, key), logFile(records));
    keys.push(key);
  }
  return keys;
}

describe('a release with another meaning of events', () => {
  let dynamodb: TestDynamoDb;
  let s3: S3Server;
  const keys = writeLogs();

  beforeAll(async () => {
    [dynamodb, s3] = await Promise.all([startDynamoDb(), startS3Server(objects)]);
  });
  afterAll(() => Promise.all([s3.close(), dynamodb.stop()]));

  /** Ingests log files with a bundled ingest function. */
  async function ingest(file: string, { audit, ledger }: Tables, files: readonly string[]): Promise<void> {
    const lambda = await startLambdaFunction({
      file,
      environment: {
        AWS_ENDPOINT_URL_S3: s3.endpoint,
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
        AUDIT_TABLE_NAME: audit,
        LEDGER_TABLE_NAME: ledger,
        // Every change of items is a risk, to a release that knows the rule.
        AUDIT_SETTINGS: JSON.stringify({ allowedPrincipals: ['arn:aws:iam::111122223333:role/Nobody'] }),
      },
    });
    for (let first = 0; first < files.length; first += FILES_OF_AN_INVOCATION) {
      const messages = files
        .slice(first, first + FILES_OF_AN_INVOCATION)
        .map((key) => s3Notification(BUCKET, [key]));
      expect(await lambda.invoke(sqsEvent(messages))).toEqual({ payload: { batchItemFailures: [] } });
    }
    await lambda.stop();
  }

  /** The hash of each item of a table, by its key. */
  async function readHashes(TableName: string, isWanted: (key: string) => boolean = () => true) {
    const hashes = new Map<string, string>();
    for await (const { Items = [] } of paginateScan({ client: dynamodb.client }, { TableName })) {
      for (const item of Items) {
        const key = [item.eventId, item.part, item.book, item.entry]
          .map((value) => value?.S ?? '')
          .join('\n');
        const members = Object.entries(item).map(([name, value]) => [
          name,
          value.B ? Buffer.from(value.B).toString('base64') : value,
        ]);
        if (isWanted(key))
          hashes.set(key, createHash('sha256').update(JSON.stringify(members.sort())).digest('hex'));
      }
    }
    return hashes;
  }
  /** Numbers of items that are missing, different and too many. */
  function compare(found: ReadonlyMap<string, string>, expected: ReadonlyMap<string, string>) {
    const [foundKeys, expectedKeys] = [[...found.keys()], [...expected.keys()]];
    return {
      missing: expectedKeys.filter((key) => !found.has(key)).length,
      different: expectedKeys.filter((key) => found.has(key) && found.get(key) !== expected.get(key)).length,
      tooMany: foundKeys.filter((key) => !expected.has(key)).length,
    };
  }

  /** As if the longest run of a function of the older release were over. */
  async function waitForOlderFunctions({ ledger }: Tables): Promise<void> {
    await dynamodb.client.send(
      new UpdateItemCommand({
        TableName: ledger,
        Key: { book: { S: 'settings' }, entry: { S: 'meaning' } },
        UpdateExpression: 'SET #since = :now',
        ExpressionAttributeNames: { '#since': 'since' },
        ExpressionAttributeValues: { ':now': { S: new Date().toISOString() } },
      }),
    );
  }

  async function reindex(
    { audit, ledger }: Tables,
    killedAfterMs: number,
  ): Promise<ReindexReport | undefined> {
    const program = join(__dirname, '../support/reindex-until-killed.ts');
    const names = ['--table-name', audit, '--ledger-table-name', ledger];
    const place = ['--region', 'us-east-1', '--endpoint-url', dynamodb.endpoint];
    const [, report] = await runAndKill(['--import', 'tsx', program, ...names, ...place], killedAfterMs, {
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_ENDPOINT_URL_S3: s3.endpoint,
    });
    return report === undefined ? undefined : JSON.parse(report);
  }

  it(
    `reindexes ${RECORDS} records, killed ${KILLS} times, into what ingesting them again makes`,
    async () => {
      const older = await bundleOlderRelease('lambda/ingest.ts', join(root, 'older', 'index.js'));
      const release = bundle('lambda/ingest.ts', join(root, 'release', 'index.js'));
      const [upgraded, fresh] = [await createTables(dynamodb.client), await createTables(dynamodb.client)];
      await ingest(release, fresh, keys);
      await ingest(older, upgraded, keys);
      const expected = await readHashes(fresh.audit);
      const before = compare(await readHashes(upgraded.audit), expected);
      expect(before).toEqual({
        missing: 0,
        different: expect.any(Number),
        tooMany: expect.any(Number),
      });
      expect(Math.min(before.different, before.tooMany)).toBeGreaterThan(RECORDS / 100);

      await ingest(release, upgraded, [keys.at(-1)!]);
      await waitForOlderFunctions(upgraded);
      let kills = 0;
      for (let report: ReindexReport | undefined; kills < KILLS && !report; ) {
        report = await reindex(upgraded, random.next() * KILLED_WITHIN_MS);
        if (!report) kills += 1;
      }
      const started = performance.now();
      const report = await reindex(upgraded, NEVER_MS);
      const seconds = (performance.now() - started) / 1_000;
      expect(report).toMatchObject({ status: 'done', events: RECORDS, left: 0, entries: { left: 0 } });
      expect(compare(await readHashes(upgraded.audit), expected)).toEqual({
        missing: 0,
        different: 0,
        tooMany: 0,
      });
      const isName = (key: string) => key.includes('directory/');
      const names = compare(
        await readHashes(upgraded.ledger, isName),
        await readHashes(fresh.ledger, isName),
      );
      expect(names).toMatchObject({ missing: 0, different: 0 });
      reportCampaign(
        `${RECORDS} records of an older release, ${before.different} with another meaning and ${before.tooMany} link ` +
          `items too many: reindexed with ${kills} kills, the last part in ${Math.round(seconds)} s; ` +
          `${report?.changed} changes counted, about ${report?.writeUnits} write units; equal to ingesting again`,
      );
    },
    timeoutFor(RECORDS / 250),
  );
});
