import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type S3Server, startS3Server } from '../../src/local/s3-server';
import { ddbAudit, parseLines } from '../support/command-line';
import { dataEvent, logFile } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(5));

const KEY = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14/a.json.gz';

describe('ddb-audit ingest s3://BUCKET/PREFIX', () => {
  const parent = temporaryFolder();
  const event = dataEvent();
  const environment = { ...process.env };
  let s3: S3Server;
  beforeAll(async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' });
    const file = join(parent, 'bucket', KEY);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, logFile([event]));
    writeFileSync(join(parent, 'bucket', 'notes.txt'), 'not a log file');
    writeFileSync(join(parent, 'loose.json'), logFile([dataEvent()], { gzip: false }));
    s3 = await startS3Server(join(parent, 'bucket'));
  });
  afterAll(async () => {
    process.env = environment;
    await s3.close();
  });
  const ingest = async (...paths: string[]) => {
    const local = join(parent, 'data');
    const flags = ['--region', 'us-east-1', '--endpoint-url', s3.endpoint];
    const { exitCode, stdout } = await ddbAudit(['ingest', ...paths, '--local', local, ...flags]);
    return { exitCode, report: JSON.parse(stdout) };
  };

  it('reads objects and files together, and objects once', async () => {
    const first = await ingest('s3://trail/', join(parent, 'loose.json'));
    expect(first).toMatchObject({
      exitCode: 0,
      report: { files: { read: 2, skipped: 1, failed: 0 }, skipped: { 'not a log file': 1 }, errors: [] },
    });
    const { report } = await ingest('s3://trail/');
    expect(report.skipped).toEqual({ 'not a log file': 1, 'already ingested': 1 });
    const shown = await ddbAudit(['export', '--local', join(parent, 'data')]);
    expect(parseLines(shown)).toContainEqual(
      expect.objectContaining({ eventId: event.eventID, source: { bucket: 'trail', key: KEY } }),
    );
  });

  it('requests many objects at once, and prints no warning of Node about it', async () => {
    for (let number = 0; number < 70; number++) {
      const name = `111122223333_CloudTrail_us-east-1_20260314T1000Z_many${String(number).padStart(12, '0')}.json.gz`;
      writeFileSync(join(parent, 'bucket', dirname(KEY), name), logFile([dataEvent()]));
    }
    const words = ['ingest', 's3://trail/', '--local', join(parent, 'many'), '--jobs', '1'];
    const program = ['--import', 'tsx', join(__dirname, '../../bin/ddb-audit.ts')];
    const flags = ['--region', 'us-east-1', '--endpoint-url', s3.endpoint];
    const child = spawn(process.execPath, [...program, ...words, ...flags], { env: { ...process.env } });
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).files).toMatchObject({ read: 71, failed: 0 });
  });

  it('names an address without log files, and ends with 1', async () => {
    await expect(ingest('s3://trail/nothing/here')).resolves.toMatchObject({
      exitCode: 1,
      report: { errors: [{ file: 's3://trail/nothing/here', reason: 'contains no log files' }] },
    });
  });
});
