import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ingestFiles } from '../../../src/local/ingest/ingest-files';
import { parseS3Address } from '../../../src/local/ingest/s3-objects';
import { type S3Server, startS3Server } from '../../../src/local/s3-server';
import { readDataFolder } from '../../support/data-folder';
import { dataEvent, logFile } from '../../support/events';
import { temporaryFolder } from '../../support/temporary-folder';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const DAY = 'org/AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14';

describe('ingesting from S3', () => {
  const parent = temporaryFolder();
  const bucket = join(parent, 'bucket');
  const events = Array.from({ length: 30 }, () => dataEvent());
  const put = (key: string, content: Buffer | string) => {
    mkdirSync(dirname(join(bucket, key)), { recursive: true });
    writeFileSync(join(bucket, key), content);
  };
  let server: S3Server;
  const environment = { ...process.env };
  beforeAll(async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' });
    for (const [index, event] of events.entries()) put(`${DAY}/${index}.json.gz`, logFile([event]));
    put('org/AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/03/14/d.json.gz', 'digest');
    put('org/readme.txt', 'not a log file');
    put('other/events.json', logFile([dataEvent()], { gzip: false }));
    server = await startS3Server(bucket);
  });
  afterAll(async () => {
    process.env = environment;
    await server.close();
  });
  const ingest = (folder: string, address: string, jobs = 1) =>
    ingestFiles(
      join(parent, folder),
      {
        addresses: [parseS3Address(address)],
        s3: { region: 'us-east-1', endpointUrl: server.endpoint },
      },
      { jobs },
    );

  it.each([1, 2])('reads the log files with a prefix, in %d threads', async (jobs) => {
    const folder = `audit-${jobs}`;
    await expect(ingest(folder, 's3://trail/org/', jobs)).resolves.toMatchObject({
      report: { files: { read: 30, failed: 0 }, records: { audited: 30 } },
      errors: [],
      skipped: { digest: 1 },
      others: 1,
      alreadyDone: 0,
    });
    const { rows, files } = await readDataFolder(join(parent, folder));
    expect(rows.map(({ eventId }) => eventId)).toEqual(events.map(({ eventID }) => eventID));
    expect(files[0]).toMatchObject({ bucket: 'trail', key: `${DAY}/0.json.gz`, region: 'us-east-1' });
  });

  it('skips objects that it has, and reads those that changed', async () => {
    await ingest('again', 's3://trail/org/');
    put(`${DAY}/0.json.gz`, logFile([events[0]!, dataEvent()]));
    await expect(ingest('again', 's3://trail/org/')).resolves.toMatchObject({
      alreadyDone: 29,
      report: { files: { read: 1 } },
    });
    const { rows, files } = await readDataFolder(join(parent, 'again'));
    expect(rows).toHaveLength(31);
    expect(files).toHaveLength(31);
  });

  it('says what it cannot list', async () => {
    const port = 1;
    const unreachable = ingestFiles(join(parent, 'none'), {
      addresses: [{ bucket: 'trail', prefix: '' }],
      s3: { region: 'us-east-1', endpointUrl: `http://127.0.0.1:${port}` },
    });
    await expect(unreachable).rejects.toThrow(/^Cannot list s3:\/\/trail\/: /);
  });
});

describe('an S3 address', () => {
  it.each([
    ['s3://trail', 'trail', ''],
    ['s3://trail/', 'trail', ''],
    ['s3://my.trail-1/AWSLogs/1111', 'my.trail-1', 'AWSLogs/1111'],
  ])('%s names a bucket and a prefix', (text, bucket, prefix) => {
    expect(parseS3Address(text)).toEqual({ bucket, prefix });
  });

  it.each(['s3://', 's3:///prefix', 's3://UPPER/x', 's3://a'])('%s is refused', (text) => {
    expect(() => parseS3Address(text)).toThrow('Specify s3://BUCKET or s3://BUCKET/PREFIX.');
  });
});
