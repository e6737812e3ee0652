import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { randomFrom } from '../../bench/support/random';
import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import { createCoverageLedger } from '../../src/store/ledger/coverage-ledger';
import { campaignSize, reportCampaign, SEED } from '../support/campaigns';
import { SignedChain, signingKey, type TrailObject, writeObjects } from '../support/digests';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent, logFile } from '../support/events';
import { type QueueServer, startQueueServer } from '../support/queue-server';
import { createTables } from '../support/tables';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';
import { startTrailServices, type TrailServices } from '../support/trail-services';
import { type Killer, RunningFunctions } from './running-functions';

const KILLS = 200;
const HOURS = 8;
const FILES_OF_AN_HOUR = 4;
const BUCKET = 'trail-logs';
const PLACE = { accountId: '111122223333', region: 'us-east-1' };
const SIGNED_BY = { accessKeyId: 'any', secretAccessKey: 'any', region: 'us-east-1', service: 'sqs' };

const root = temporaryFolder();
const random = randomFrom(SEED + 14);
const key = signingKey();

/** A trail in which some events of a file are in the next one, too. */
function createTrail() {
  let before = [dataEvent()];
  const content = () => {
    const events = [...before, ...Array.from({ length: 6 }, () => dataEvent()), controlEvent()];
    before = events.slice(-4);
    return logFile(events, { gzip: false });
  };
  return new SignedChain({ key, content, filesPerDigest: FILES_OF_AN_HOUR }).addHours(HOURS);
}

const chain = createTrail();
const [altered, deleted, unannounced] = [2, 9, 17].map((at) => chain.logFiles[at]!) as [
  TrailObject,
  TrailObject,
  TrailObject,
];
const forged = { ...altered, key: unannounced.key.replace(/_File\d+/, '_Forged0000000001') };
/** What S3 has. */
const stored = [
  ...chain.objects.filter((object) => object !== deleted && object !== altered),
  { ...altered, body: gzipSync(logFile([dataEvent(), controlEvent()], { gzip: false })) },
  forged,
];
/** What S3 announces. */
const announced = stored.filter((object) => object.key !== unannounced.key);

describe('what the functions write', () => {
  let dynamodb: TestDynamoDb;
  let services: TrailServices;
  let queues: QueueServer;
  const started: RunningFunctions[] = [];

  beforeAll(async () => {
    const folder = join(root, 'bucket');
    mkdirSync(folder);
    writeObjects(folder, stored);
    [dynamodb, services, queues] = await Promise.all([
      startDynamoDb(),
      startTrailServices(folder),
      startQueueServer(SIGNED_BY),
    ]);
    services.keys = { default: [key] };
  });
  afterEach(() => Promise.all(started.map((functions) => functions.stop())));
  afterAll(() => Promise.all([queues.close(), services.close(), dynamodb.stop()]));

  async function start() {
    const tables = await createTables(dynamodb.client);
    const parts = { dynamodb, services, queues, tables, bucket: BUCKET, folder: root, batchSize: 5 };
    const functions = await RunningFunctions.start(parts);
    started.push(functions);
    return { functions, tables };
  }

  /** Everything that readers see, without times of processing. */
  async function read(tables: { audit: string; ledger: string }) {
    const { client } = dynamodb;
    const store = createDynamoDbStore({ client, tableName: tables.audit, ledgerTableName: tables.ledger });
    const records: string[] = [];
    for await (const variants of store.events()) {
      for (const { record, contentHash, original } of variants) {
        records.push(JSON.stringify([contentHash, record, Buffer.from(original ?? []).toString()]));
      }
    }
    const files: unknown[] = [];
    for await (const batch of store.files()) {
      for (const { entries } of batch.files) files.push(entries.map(({ finishedAt: _, ...entry }) => entry));
    }
    const coverage = createCoverageLedger(client, tables.ledger);
    const days = await coverage.readDays(PLACE, { first: '2026-03-13', last: '2026-03-15' });
    let items = 0;
    for await (const { Count = 0 } of paginateScan({ client }, { TableName: tables.audit })) items += Count;
    return {
      items,
      records: records.sort(),
      files: files.map((file) => JSON.stringify(file)).sort(),
      days: days.map(({ assessedAt: _, ...day }) => day),
      latest: await coverage.readLatest(),
    };
  }

  it(
    `is the same after ${campaignSize(KILLS)} kills, with redelivery and two processes of each function`,
    async () => {
      const undisturbed = await start();
      undisturbed.functions.announce(announced);
      await undisturbed.functions.settle();
      const expected = await read(undisturbed.tables);
      expect(expected.files.some((file) => file.includes(unannounced.key))).toBe(true); // It was healed.
      const objects = expected.days.flatMap(({ exceptions }) => exceptions.map(({ object }) => object));
      expect(objects.sort()).toEqual(
        [altered, deleted, forged].map((file) => `s3://${BUCKET}/${file.key}`).sort(),
      );

      const killed = await start();
      const killer: Killer = { random, left: campaignSize(KILLS) };
      let rounds = 0;
      while (killer.left > 0) {
        killed.functions.announce(announced.filter(() => random.chance(0.5)));
        await killed.functions.settle(killer);
        rounds += 1;
      }
      killed.functions.announce(announced);
      await killed.functions.settle();
      expect(await read(killed.tables)).toEqual(expected);
      reportCampaign(
        `${campaignSize(KILLS)} kills of the ingest and the assure function in ${rounds} rounds of redelivery: ` +
          'records, ledger and coverage equal to an undisturbed run',
      );
    },
    timeoutFor(campaignSize(KILLS) * 3),
  );
});
