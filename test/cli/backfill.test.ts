import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { recordSources } from '../../src/store/ledger/deployment';
import { ddbAudit } from '../support/command-line';
import { controlEvent, dataEvent, logFile } from '../support/events';
import { logFileKey } from '../support/ledger-entries';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';
import { type RunningAudit, startRunningAudit } from './running-audit';

jest.setTimeout(timeoutFor(12));

describe('ddb-audit backfill', () => {
  const parent = temporaryFolder();
  const bucket = join(parent, 'bucket');
  let audit: RunningAudit;
  let prefixes = 0;

  beforeAll(async () => {
    audit = await startRunningAudit(bucket);
  });
  beforeEach(() => {
    audit.sqs.requests.length = 0;
    audit.sqs.refuse = () => undefined;
    audit.consumer.isPaused = false;
  });
  afterAll(() => audit.stop());

  /** Log files of some days of March in the bucket, below a prefix of its own, with an event each. */
  const trail = (days: readonly string[], perDay = 1, place = ['111122223333', 'us-east-1'] as const) => {
    const prefix = `p${++prefixes}`;
    const keys = days.flatMap((day) =>
      Array.from({ length: perDay }, (_, file) => {
        const key = logFileKey(...place, `202603${day}T0915Z`, `file${file}`);
        return audit.put(
          `${prefix}/${key}`,
          logFile([controlEvent({ eventID: `${prefix}-${day}-${file}` })]),
        );
      }),
    );
    return { prefix, keys, address: `s3://trail-logs/${prefix}` };
  };
  const backfill = async (address: string, ...words: string[]) => backfillUntil(undefined, address, ...words);
  const backfillUntil = async (signal: AbortSignal | undefined, address: string, ...words: string[]) => {
    const ran = await ddbAudit([...['backfill', address, '--output', 'json', ...audit.tables], ...words], {
      env: { AWS_ENDPOINT_URL_S3: audit.s3Endpoint },
      ...(signal && { signal }),
    });
    return { ...ran, report: () => JSON.parse(ran.stdout) };
  };
  const doneKeys = async (prefix: string) =>
    (await audit.entries(prefix))
      .filter(({ status }) => status === 'done')
      .map(({ key }) => key)
      .sort();

  it('sends the log files that the ledger does not have, and waits until they are ingested', async () => {
    const { prefix, keys, address } = trail(['13', '14'], 3);
    const ran = await backfill(address);
    expect(ran.exitCode).toBe(0);
    expect(ran.report()).toMatchObject({
      status: 'covered',
      places: 1,
      days: 2,
      files: { listed: 6, alreadyIngested: 0, sent: 6, ingested: 6, failed: 0, waiting: 0 },
    });
    expect(await doneKeys(prefix)).toEqual(keys.sort());
    const status = await ddbAudit(['status', '--output', 'json', ...audit.tables]);
    expect(JSON.parse(status.stdout).lastBackfill).toMatchObject({
      ...{ status: 'covered', bucket: 'trail-logs', listed: 6, sent: 6, failed: 0 },
    });
  });

  it('sends nothing the second time', async () => {
    const { address } = trail(['14']);
    await backfill(address);
    audit.sqs.requests.length = 0;
    const ran = await backfill(address);
    expect(ran.exitCode).toBe(0);
    expect(ran.report()).toMatchObject({ status: 'covered', files: { alreadyIngested: 1, sent: 0 } });
    expect(audit.sqs.requests).not.toContain('SendMessageBatch');
  });

  it.each([
    ['an account', ['--account', '444455556666'], ['444455556666/eu-west-1/14']],
    ['a Region', ['--event-region', 'us-east-1'], ['111122223333/us-east-1/13', '111122223333/us-east-1/14']],
    [
      'times of delivery',
      ['--since', '2026-03-13T09:16:00Z', '--until', '2026-03-14T09:16:00Z'],
      ['111122223333/us-east-1/14', '444455556666/eu-west-1/14'],
    ],
  ])('sends only the log files of %s', async (_, words, expected) => {
    const { prefix, address } = trail(['13', '14']);
    const other = logFileKey('444455556666', 'eu-west-1', '20260314T0915Z');
    audit.put(`${prefix}/${other}`, logFile([controlEvent()]));
    expect((await backfill(address, ...words)).exitCode).toBe(0);
    const places = (await doneKeys(prefix)).map((key) => {
      const [, , account, , region, , , day] = key.split('/');
      return `${account}/${region}/${day}`;
    });
    expect(places).toEqual(expected);
  });

  it('counts other objects, and leaves digests alone', async () => {
    const { prefix, address } = trail(['14']);
    audit.put(`${prefix}/AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14/notes.txt`, 'no log file');
    audit.put(
      `${prefix}/AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/03/14/digest.json.gz`,
      'no log file',
    );
    expect((await backfill(address)).report()).toMatchObject({
      otherObjects: 1,
      files: { listed: 1, sent: 1 },
    });
  });

  it('names log files that fail, and ends with 1', async () => {
    const { prefix, address } = trail(['13']);
    const broken = audit.put(
      `${prefix}/${logFileKey('111122223333', 'us-east-1', '20260314T0915Z')}`,
      'no log file',
    );
    const ran = await backfill(address);
    expect(ran.exitCode).toBe(1);
    expect(ran.report()).toMatchObject({
      status: 'failed',
      files: { sent: 2, ingested: 1, failed: 1, waiting: 0 },
      failures: [{ key: broken, error: expect.stringContaining('not a log file') }],
    });
  });

  it('sends a log file again that was replaced since it was ingested', async () => {
    const { keys, address } = trail(['14']);
    await backfill(address);
    audit.put(keys[0]!, logFile([controlEvent({ eventID: 'another' })]));
    expect((await backfill(address)).report()).toMatchObject({ files: { alreadyIngested: 0, ingested: 1 } });
  });

  it('goes on after an interruption', async () => {
    const { prefix, keys, address } = trail(['13', '14'], 12);
    audit.consumer.isPaused = true;
    const interruption = new AbortController();
    const interrupt = setInterval(() => {
      if (audit.sqs.messages('ingest').length > 0) interruption.abort();
    }, 10);
    const interrupted = await backfillUntil(interruption.signal, address, '--rate', '10').finally(() =>
      clearInterval(interrupt),
    );
    expect(interrupted).toMatchObject({ exitCode: 130 });
    audit.consumer.isPaused = false;
    expect(await backfill(address)).toMatchObject({ exitCode: 0 });
    expect(await doneKeys(prefix)).toEqual(keys.sort());
  });

  it('estimates events, write units, cost and time, and sends nothing', async () => {
    const { prefix, address } = trail(['14'], 2);
    const key = logFileKey('111122223333', 'us-east-1', '20260315T0915Z');
    audit.put(`${prefix}/${key}`, logFile([dataEvent(), dataEvent(), controlEvent()]));
    const ran = await backfill(address, '--dry-run');
    expect(ran.exitCode).toBe(0);
    const { sample, estimate, files } = ran.report();
    expect(files).toEqual({ listed: 3, alreadyIngested: 0, discarded: 0 });
    // All files are in the sample, so the estimate is exact.
    expect(sample).toMatchObject({ files: 3, dataEvents: 2, controlEvents: 3, unreadable: [] });
    expect(estimate).toMatchObject({ files: 3, dataEvents: 2, controlEvents: 3, limitedBy: 'DynamoDB' });
    expect(estimate.writeUnits).toBe(Math.round(2 * 3.07 + 3 * 6.84 + 3));
    expect(audit.sqs.requests).toEqual([]);
    expect(await doneKeys(prefix)).toEqual([]);
  });

  describe('--source', () => {
    const fromSource = (source: string, ...words: string[]) =>
      ddbAudit(['backfill', '--source', source, '--output', 'json', ...audit.tables, ...words], {
        env: { AWS_ENDPOINT_URL_S3: audit.s3Endpoint },
      });

    it('sends the log files of all prefixes that the deployment reads, and no others', async () => {
      const [one, other, outside] = [trail(['14']), trail(['13', '14']), trail(['14'])];
      const prefixes = [`${one.prefix}/AWSLogs/`, `${other.prefix}/AWSLogs/`];
      const { client } = audit.dynamodb;
      await recordSources(client, audit.stored.ledgerTableName, [
        { bucketName: 'other-logs', prefixes: [`${outside.prefix}/AWSLogs/`] },
        { bucketName: 'trail-logs', prefixes: prefixes.slice(0, 1) },
        { bucketName: 'trail-logs', prefixes },
      ]);
      const ran = await fromSource('trail-logs');
      expect(ran.exitCode).toBe(0);
      const { scope, files, places } = JSON.parse(ran.stdout);
      expect(scope).toMatchObject({ bucket: 'trail-logs', prefixes });
      expect({ files, places }).toMatchObject({ places: 2, files: { listed: 3, ingested: 3 } });
      expect(await doneKeys(one.prefix)).toEqual(one.keys);
      expect(await doneKeys(outside.prefix)).toEqual([]);
    });

    it('refuses a bucket that the deployment does not read, and names those that it reads', async () => {
      const { client } = audit.dynamodb;
      const sources = [{ bucketName: 'trail-logs', prefixes: ['AWSLogs/'] }];
      await recordSources(client, audit.stored.ledgerTableName, sources);
      const ran = await fromSource('my-logs', '--dry-run');
      expect(ran).toMatchObject({ exitCode: 252, stdout: '' });
      expect(ran.stderr).toContain('names no source with the bucket my-logs. Its sources have: trail-logs.');
    });
  });

  it('prints an estimate for people', async () => {
    const { address } = trail(['14']);
    const { stdout } = await backfill(address, '--dry-run', '--output', 'table');
    expect(stdout).toMatch(/^To ingest: {3}1 log files, \d+ B$/m);
    expect(stdout).toMatch(/^Events: {6}about 1: 0 data events, 1 others$/m);
    expect(stdout).toMatch(/^Nothing was sent\.$/m);
  });

  it('prints a summary for people', async () => {
    const { address } = trail(['14']);
    const { stdout } = await backfill(address, '--output', 'table');
    expect(stdout).toMatch(/^Sent: {6}1: 1 ingested, 0 failed, 0 not ingested yet$/m);
    expect(stdout).toMatch(/^Covered: the audit has every log file of this scope/m);
  });

  it('names sampled log files that cannot be read', async () => {
    const { prefix, address } = trail(['14']);
    const broken = audit.put(
      `${prefix}/${logFileKey('111122223333', 'us-east-1', '20260315T0915Z')}`,
      'no log file',
    );
    const { sample } = (await backfill(address, '--dry-run')).report();
    expect(sample).toMatchObject({ files: 1, unreadable: [{ key: broken, reason: expect.any(String) }] });
  });

  it('names the permission that is missing to send', async () => {
    const { address } = trail(['14']);
    audit.sqs.refuse = (operation) =>
      operation === 'SendMessageBatch' ? { status: 403, code: 'AccessDeniedException' } : undefined;
    const ran = await backfill(address);
    expect(ran).toMatchObject({ exitCode: 254, stdout: '' });
    expect(ran.stderr).toContain('Missing permission: sqs:SendMessage');
  });

  it('ingests into a data folder with --local', async () => {
    const { address } = trail(['13', '14']);
    const local = join(parent, 'data');
    const words = ['backfill', address, '--region', 'us-east-1', '--since', '2026-03-14', '--local', local];
    const ran = await ddbAudit(words, { env: { AWS_ENDPOINT_URL_S3: audit.s3Endpoint } });
    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ files: { read: 1 }, errors: [] });
  });

  it('ingests a copy of a bucket into a data folder', async () => {
    const { prefix } = trail(['13', '14']);
    const local = join(parent, 'copy');
    const ran = await ddbAudit(['backfill', join(bucket, prefix), '--until', '2026-03-14', '--local', local]);
    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ files: { read: 1 }, errors: [] });
  });

  describe('--local --dry-run', () => {
    it('estimates events and time of a bucket, without those that are ingested, and writes nothing', async () => {
      const { prefix, address } = trail(['13', '14']);
      const local = join(parent, 'estimated');
      const words = ['--region', 'us-east-1', '--local', local];
      const env = { AWS_ENDPOINT_URL_S3: audit.s3Endpoint };
      const estimate = async () => {
        const { stdout, exitCode } = await ddbAudit(['backfill', address, '--dry-run', ...words], { env });
        expect(exitCode).toBe(0);
        return JSON.parse(stdout);
      };
      const before = await estimate();
      expect(before).toMatchObject({
        ...{ scope: { bucket: 'trail-logs', prefixes: [`${prefix}/`] }, places: 1, days: 2 },
        files: { listed: 2, alreadyIngested: 0 },
        sample: { files: 2, controlEvents: 2, dataEvents: 0, unreadable: [] },
        estimate: { files: 2, controlEvents: 2, dataEvents: 0, hours: expect.any(Number), threads: 1 },
      });
      expect(before.estimate).not.toHaveProperty('dollars');
      expect(existsSync(local)).toBe(false);

      await ddbAudit(['backfill', address, ...words], { env });
      expect(await estimate()).toMatchObject({
        files: { listed: 2, alreadyIngested: 2 },
        estimate: { files: 0, bytes: 0, hours: 0 },
      });
    });

    it('estimates a folder for people, and names files that cannot be read', async () => {
      const { prefix } = trail(['13', '14']);
      const broken = audit.put(`${prefix}/${logFileKey('111122223333', 'us-east-1', '20260314T1015Z')}`, 'x');
      const folder = join(bucket, prefix);
      const words = ['backfill', folder, '--since', '2026-03-14', '--local', join(parent, 'none')];
      const { stdout, exitCode } = await ddbAudit([...words, '--dry-run', '--output', 'table']);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(
        `Scope:       ${folder}, all accounts, all Regions, delivered from 2026-03-14`,
      );
      expect(stdout).toMatch(/^To ingest: {3}2 log files, \d+ B$/m);
      expect(stdout).toMatch(/^Events: {6}about 1: 0 data events, 1 others$/m);
      expect(stdout).toContain(`Unreadable:  ${broken.slice(prefix.length + 1)}: `);
      expect(stdout).toMatch(/^Time: {8}about .* on this machine, with 1 thread\nNothing was ingested\.$/m);
    });
  });

  it.each([
    ['no place', [], 'Specify one of s3://BUCKET'],
    ['two places', ['s3://a-bucket', '--source', 'a-bucket'], 'Specify one of s3://BUCKET'],
    [
      'a folder for a deployed audit',
      ['./logs'],
      './logs is a folder, whose log files a deployed audit cannot read',
    ],
    ['a rate of zero', ['s3://a-bucket', '--rate', '0'], 'It must be a number above 0.'],
    [
      'a range that is empty',
      ['s3://a-bucket', '--since', '1h', '--until', '2h'],
      '--since must be before --until',
    ],
    [
      'a data folder and a stack',
      ['s3://a-bucket', '--local', 'x', '--stack', 'Audit'],
      '--local cannot be combined',
    ],
    [
      'a data folder and a source',
      ['--source', 'a-bucket', '--local', 'x'],
      'With --local, specify s3://a-bucket.',
    ],
  ])('refuses %s', async (_, words, message) => {
    const ran = await ddbAudit(['backfill', ...words]);
    expect(ran).toMatchObject({ exitCode: 252, stdout: '' });
    expect(ran.stderr).toContain(message);
  });
});
