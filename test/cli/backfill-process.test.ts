import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildCommandLine } from '../../scripts/build-command-line';
import { parseNotification } from '../../src/trail/notification';
import { startSqsServer } from '../support/sqs-server';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';
import { type MadeUpBucket, startMadeUpBucket } from './made-up-bucket';

jest.setTimeout(timeoutFor(20));

/** Prints the most memory that the process had, in KiB, as the last line of stderr. */
const REPORT_MEMORY = join(__dirname, 'report-memory.cjs');
const MEGABYTES = 200;
/** `DDB_AUDIT_BACKFILL_FILES=1000000` takes 25 seconds and 192 MB, and as much for a data folder. */
const FILES = Number(process.env.DDB_AUDIT_BACKFILL_FILES ?? 100_000);
/** For a data folder, V8 takes up to 206 MB before it collects. A listing that held 50,000 objects would take 315 MB. */
const LOCAL = { files: 2 * FILES, megabytes: 250 };

/** The command as it is packaged, in processes of its own. */
describe('ddb-audit backfill as a process', () => {
  const parent = temporaryFolder();
  const built = join(parent, 'dist');
  beforeAll(async () => {
    await buildCommandLine(built);
    symlinkSync(join(__dirname, '../../node_modules'), join(parent, 'node_modules'));
  });

  const start = ({ endpoint }: MadeUpBucket, ...words: string[]): ChildProcess =>
    spawn(
      process.execPath,
      [
        ...['--require', REPORT_MEMORY, join(built, 'ddb-audit.js'), 'backfill', 's3://trail-logs'],
        ...['--region', 'us-east-1', '--output', 'json', ...words],
        ...(words.includes('--local') ? [] : ['--table-name', 'audit', '--ledger-table-name', 'ledger']),
        ...(words.includes('--local') ? [] : ['--endpoint-url', endpoint]),
      ],
      {
        env: {
          ...{ PATH: process.env.PATH, AWS_ENDPOINT_URL_S3: endpoint },
          ...{ AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        },
      },
    );
  const ended = async (child: ChildProcess) => {
    const [stdout, stderr] = await Promise.all([
      text(child.stdout!),
      text(child.stderr!),
      once(child, 'close'),
    ]);
    return { exitCode: child.exitCode, stdout, stderr };
  };

  it(`lists ${FILES} log files in ${MEGABYTES} MB`, async () => {
    const bucket = await startMadeUpBucket(10, FILES / 10);
    bucket.isDone = (key) => /[02468]\.json\.gz$/.test(key);
    try {
      const { exitCode, stdout, stderr } = await ended(start(bucket, '--dry-run'));
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        files: { listed: FILES, alreadyIngested: FILES / 2 },
        sample: { files: 40, dataEvents: 40 },
        estimate: { files: FILES / 2, dataEvents: FILES / 2 },
      });
      const kibibytes = Number(stderr.trim().split('\n').at(-1));
      expect((kibibytes * 1_024) / 1e6).toBeLessThan(MEGABYTES);
    } finally {
      await bucket.close();
    }
  });

  it(`lists ${LOCAL.files} log files for a data folder in ${LOCAL.megabytes} MB`, async () => {
    const bucket = await startMadeUpBucket(10, LOCAL.files / 10);
    try {
      const { exitCode, stdout, stderr } = await ended(
        start(bucket, '--local', join(parent, 'audit'), '--dry-run'),
      );
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        files: { listed: LOCAL.files, alreadyIngested: 0 },
        estimate: { files: LOCAL.files, dataEvents: LOCAL.files },
      });
      const kibibytes = Number(stderr.trim().split('\n').at(-1));
      expect((kibibytes * 1_024) / 1e6).toBeLessThan(LOCAL.megabytes);
    } finally {
      await bucket.close();
    }
  });

  it('goes on after it is killed, again and again', async () => {
    const bucket = await startMadeUpBucket(3, 1_000);
    const sqs = await startSqsServer();
    const done = new Set<string>();
    bucket.isDone = (key) => done.has(key);
    let isStopped = false;
    const consume = async () => {
      while (!isStopped) {
        for (const message of sqs.take('ingest', 4)) {
          for (const { key } of parseNotification(message.body).objects) done.add(key);
          sqs.remove('ingest', message);
        }
        await sleep(20);
      }
    };
    const consuming = consume();
    try {
      for (let kill = 1; kill <= 3; kill += 1) {
        const child = start(bucket, '--queue-url', sqs.toUrl('ingest'));
        const before = done.size;
        while (done.size < before + 500 && child.exitCode === null) await sleep(10);
        child.kill('SIGKILL');
        await once(child, 'close');
      }
      expect(done.size).toBeLessThan(3_000);
      const { exitCode, stdout } = await ended(start(bucket, '--queue-url', sqs.toUrl('ingest')));
      expect({ exitCode, status: JSON.parse(stdout).status }).toEqual({ exitCode: 0, status: 'covered' });
      expect(done.size).toBe(3_000);
    } finally {
      isStopped = true;
      await consuming;
      await Promise.all([bucket.close(), sqs.close()]);
    }
  });
});
