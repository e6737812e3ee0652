import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { buildCommandLine } from '../../scripts/build-command-line';
import type { Verification } from '../../src/assure/verification';
import { createCoverageLedger } from '../../src/store/ledger/coverage-ledger';
import { parseDigestKey } from '../../src/trail/digest-key';
import { campaignSize, reportCampaign } from '../support/campaigns';
import {
  deleteObject,
  SignedChain,
  savedKeys,
  signingKey,
  type TrailObject,
  writeObjects,
} from '../support/digests';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, logFile } from '../support/events';
import { type QueueServer, startQueueServer } from '../support/queue-server';
import { createTables } from '../support/tables';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';
import { startTrailServices, type TrailServices } from '../support/trail-services';
import { RunningFunctions } from './running-functions';

const FILES = campaignSize(20_000);
const FILES_OF_A_DIGEST = 50;
const MEGABYTES = 200;
const SECONDS = 10;
/** One log file of so many has an event of DynamoDB. */
const EVENT_EVERY = 20;
const BUCKET = 'trail-logs';
const PLACE = { accountId: '111122223333', region: 'us-east-1' };
const SIGNED_BY = { accessKeyId: 'any', secretAccessKey: 'any', region: 'us-east-1', service: 'sqs' };
/** Prints seconds of CPU time and the most memory in KiB as the last two lines of stderr. */
const REPORT_MEMORY = join(__dirname, '../cli/report-memory.cjs');

const root = temporaryFolder();
const [bucket, keys] = [join(root, 'bucket'), join(root, 'keys.json')];
const key = signingKey();
const other = controlEvent({ eventSource: 's3.amazonaws.com', eventName: 'ListBuckets' });
const chain = new SignedChain({
  key,
  filesPerDigest: FILES_OF_A_DIGEST,
  content: (number) =>
    logFile(
      [{ ...other, eventID: `other-${number}` }, ...(number % EVENT_EVERY === 0 ? [controlEvent()] : [])],
      {
        gzip: false,
      },
    ),
}).addHours(FILES / FILES_OF_A_DIGEST);

/** Each in a digest of its own, from the first to the last. */
const [altered, deleted, unannounced, forgedBeside] = [0.1, 0.4, 0.6, 0.9].map(
  (share) => chain.logFiles[Math.floor(FILES * share) + 7]!,
) as [TrailObject, TrailObject, TrailObject, TrailObject];
const forged = { ...forgedBeside, key: forgedBeside.key.replace(/_File\d+/, '_Forged0000000001') };
const ingested = [...chain.logFiles.filter((file) => file !== deleted && file !== unannounced), forged];

/** When the last digest ends. */
const END = parseDigestKey(chain.digests.at(-1)!.key)!.endTime;

/** What is wrong with the trail, until the file that nobody announced is ingested. */
const WRONG = new Map([
  [altered.key, 'altered'],
  [deleted.key, 'missing'],
  [unannounced.key, 'notIngested'],
  [forged.key, 'unreferenced'],
]);

interface Ran {
  readonly exitCode: number | null;
  readonly verification: Verification;
  /** Of CPU time: what runs beside it does not count. */
  readonly seconds: number;
  readonly megabytes: number;
}

/** Runs the packaged command in a process of its own. */
async function run(words: readonly string[], environment: Record<string, string> = {}): Promise<Ran> {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--require', REPORT_MEMORY, join(root, 'dist', 'ddb-audit.js'), ...words],
    {
      env: {
        PATH: process.env.PATH,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        ...environment,
      },
    },
  );
  const [stdout, stderr] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'close'),
  ]);
  const [seconds = Number.NaN, kibibytes = Number.NaN] = stderr.trim().split('\n').slice(-2).map(Number);
  if (!stdout.startsWith('{')) throw new Error(`ended with ${child.exitCode}: ${stderr}`);
  return {
    exitCode: child.exitCode,
    verification: JSON.parse(stdout),
    seconds,
    megabytes: (kibibytes * 1_024) / 1e6,
  };
}

/** A copy of a bucket does not say which bucket a file is from that no digest names. */
const toKey = (object: string) => object.replace(`s3://${BUCKET}/`, '');

const failuresOf = ({ verification }: Ran) =>
  new Map(verification.failures.map(({ object, state }) => [toKey(object), state]));

function expectNamed(ran: Ran, wrong: ReadonlyMap<string, string>): void {
  expect(failuresOf(ran)).toEqual(wrong);
  const intact = FILES - [...wrong.values()].filter((state) => state !== 'unreferenced').length;
  expect(ran.verification.files).toMatchObject({ named: FILES, intact, unreferenced: 1 });
  expect(ran.verification.digests).toMatchObject({
    valid: FILES / FILES_OF_A_DIGEST,
    invalid: 0,
    missing: 0,
  });
  expect(ran.exitCode).toBe(1);
}

function reportRun(what: string, { seconds, megabytes }: Ran): void {
  reportCampaign(
    `verify of ${FILES} log files, ${what}: ${seconds.toFixed(1)} s of CPU time, ${Math.round(megabytes)} MB at most`,
  );
}

beforeAll(async () => {
  await buildCommandLine(join(root, 'dist'));
  symlinkSync(join(__dirname, '../../node_modules'), join(root, 'node_modules'), 'junction');
  mkdirSync(bucket);
  writeObjects(bucket, [...chain.objects, forged]);
  writeObjects(bucket, [{ ...altered, body: gzipSync('{"Records":[]}') }]);
  deleteObject(bucket, deleted);
  writeFileSync(keys, savedKeys(key));
}, timeoutFor(60));

describe(`of ${FILES} log files, one is altered, one is deleted, one was never announced and one is forged`, () => {
  it(
    'in a data folder: verify names these four, and three once the third is ingested',
    async () => {
      const { local, logs } = { local: join(root, 'audit'), logs: join(root, 'ingested') };
      mkdirSync(logs);
      writeObjects(
        logs,
        ingested.map((file) => (file === altered ? { ...file, body: gzipSync('{"Records":[]}') } : file)),
      );
      await run(['ingest', logs, '--local', local, '--output', 'json']);
      const copy = join(root, 'copy');
      mkdirSync(copy);
      writeObjects(copy, [...chain.objects.filter((object) => object !== deleted), forged]);
      const verify = () => run(['verify', copy, '--local', local, '--public-keys', keys, '--output', 'json']);

      const first = await verify();
      expectNamed(first, WRONG);
      reportRun('from the ledger of a data folder, with storing the result', first);
      expect(first.megabytes).toBeLessThan(MEGABYTES);
      expect(first.seconds).toBeLessThan(SECONDS);
      const second = await verify();
      reportRun('the same, which replaces what was stored', second);
      expect(second.megabytes).toBeLessThan(MEGABYTES);

      await run(['ingest', join(copy, unannounced.key), '--local', local, '--output', 'json']);
      const healed = new Map(WRONG);
      healed.delete(unannounced.key);
      expectNamed(await verify(), healed);
    },
    timeoutFor(60),
  );

  describe('in AWS', () => {
    let dynamodb: TestDynamoDb;
    let services: TrailServices;
    let queues: QueueServer;
    let functions: RunningFunctions | undefined;

    beforeAll(async () => {
      [dynamodb, services, queues] = await Promise.all([
        startDynamoDb(),
        startTrailServices(bucket),
        startQueueServer(SIGNED_BY),
      ]);
      services.keys = { default: [key] };
    });
    afterAll(() => Promise.all([functions?.stop(), queues.close(), services.close(), dynamodb.stop()]));

    it(
      'the assure function and verify name these four, and the third is healed',
      async () => {
        const tables = await createTables(dynamodb.client);
        const parts = { dynamodb, services, queues, tables, bucket: BUCKET, folder: root, batchSize: 20 };
        functions = await RunningFunctions.start(parts);
        const verify = () =>
          run(
            [
              ...['verify', `s3://${BUCKET}`, '--region', 'us-east-1', '--endpoint-url', dynamodb.endpoint],
              ...['--table-name', tables.audit, '--ledger-table-name', tables.ledger],
              ...['--until', END, '--output', 'json'],
            ],
            {
              ...{ AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
              AWS_ENDPOINT_URL_S3: services.endpoint,
              AWS_ENDPOINT_URL_CLOUDTRAIL: services.endpoint,
            },
          );
        functions.announce(ingested);
        await functions.settle();
        const before = await verify();
        expectNamed(before, WRONG);
        reportRun('from the ledger table', before);
        expect(before.megabytes).toBeLessThan(MEGABYTES);
        expect(before.seconds).toBeLessThan(SECONDS);

        functions.announce(chain.digests);
        await functions.settle();
        const healed = new Map(WRONG);
        healed.delete(unannounced.key);
        expectNamed(await verify(), healed);
        const days = await createCoverageLedger(dynamodb.client, tables.ledger).readDays(PLACE, {
          first: '2026-03-13',
          last: '2026-04-02',
        });
        const named = days.flatMap(({ exceptions }) => exceptions.map(({ object }) => toKey(object)));
        expect(new Set(named)).toEqual(new Set(healed.keys()));
        const spans = days.flatMap((day) => day.spans);
        expect(spans.reduce((sum, { files }) => sum + files, 0)).toBe(FILES);
        expect(spans.filter(({ state }) => state !== 'proven')).toHaveLength(3);
      },
      timeoutFor(FILES / 50),
    );
  });
});
