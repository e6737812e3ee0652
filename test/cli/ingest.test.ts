import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ddbAudit, parseLines } from '../support/command-line';
import { controlEvent, dataEvent, logFile, otherServiceEvent } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';
import { zipFile } from '../support/zip';

const DAY = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14';

describe('ddb-audit ingest', () => {
  const parent = temporaryFolder();
  let folders = 0;
  /** New log files and a new data folder for each test. */
  const place = (files: Record<string, Buffer | string>) => {
    folders += 1;
    const logs = join(parent, `logs-${folders}`);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(logs, path)), { recursive: true });
      writeFileSync(join(logs, path), content);
    }
    return { logs, local: join(parent, `data-${folders}`) };
  };

  it('counts files and records', async () => {
    const twice = dataEvent();
    const { logs, local } = place({
      [`${DAY}/a.json.gz`]: logFile([twice, twice, otherServiceEvent(), dataEvent({ eventTime: 'never' })]),
      [`${DAY}/b.json.gz`]: logFile([controlEvent()]),
      'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/03/14/d.json.gz': logFile([]),
      'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/03/14/d.json.gz.metadata.json': '{}',
      'notes.txt': 'not a log file',
      'public-keys.json': '{"PublicKeyList":[]}',
    });
    const { exitCode, stdout, stderr } = await ddbAudit(['ingest', logs, '--local', local]);
    expect(JSON.parse(stdout)).toStrictEqual({
      files: { read: 2, skipped: 4, failed: 0 },
      skipped: {
        'CloudTrail digest': 1,
        'metadata file of a CloudTrail digest': 1,
        'not a log file': 2,
      },
      records: {
        read: 5,
        otherServices: 1,
        excluded: 0,
        duplicates: 1,
        audited: 2,
        recorded: 2,
        summarized: 0,
        rejected: 1,
      },
      shapesWithoutDigest: {},
      errors: [],
      warnings: [
        { file: join(logs, DAY, 'a.json.gz'), reason: expect.stringContaining('eventTime is "never"') },
      ],
    });
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      'Skipped 1 CloudTrail digest, which contains no events. Use ddb-audit verify to prove that nothing is missing.\n',
    );
  });

  it('ingests the others when files fail, names those, and ends with 1', async () => {
    const { logs, local } = place({
      [`${DAY}/good.json.gz`]: logFile([dataEvent()]),
      [`${DAY}/cut.json.gz`]: logFile([dataEvent()]).subarray(0, 200),
      'events.json': '{"Records":"none"}',
    });
    const missing = join(logs, 'missing.json');
    const { exitCode, stdout } = await ddbAudit(['ingest', missing, logs, '--local', local]);
    const report = JSON.parse(stdout);
    expect(exitCode).toBe(1);
    expect(report.files).toEqual({ read: 1, skipped: 0, failed: 3 });
    expect(report.records.audited).toBe(1);
    expect(report.errors).toHaveLength(3);
    for (const file of [missing, join(logs, `${DAY}/cut.json.gz`), join(logs, 'events.json')]) {
      expect(report.errors).toContainEqual({ file, reason: expect.any(String) });
    }
  });

  it('warns of a file that CloudTrail does not write so', async () => {
    const plain = logFile([dataEvent()], { gzip: false });
    const twoMembers = Buffer.concat([gzipSync(plain.subarray(0, 50)), gzipSync(plain.subarray(50))]);
    const { logs, local } = place({ [`${DAY}/two.json.gz`]: twoMembers });
    const { exitCode, stdout } = await ddbAudit(['ingest', logs, '--local', local]);
    expect(JSON.parse(stdout).warnings).toEqual([
      { file: join(logs, `${DAY}/two.json.gz`), reason: expect.stringContaining('2 gzip members') },
    ]);
    expect(exitCode).toBe(0);
  });

  it('says where a record came from: the path from AWSLogs on', async () => {
    const { logs, local } = place({ [`${DAY}/a.json.gz`]: logFile([dataEvent()]) });
    await ddbAudit(['ingest', logs, '--local', local]);
    const [record] = parseLines(await ddbAudit(['export', '--local', local]));
    expect(record?.source).toEqual({ bucket: 'local', key: `${DAY}/a.json.gz` });
  });

  it('keeps loose files of the same name apart', async () => {
    const { logs, local } = place({
      'monday/events.json': logFile([dataEvent()], { gzip: false }),
      'tuesday/events.json': logFile([dataEvent()], { gzip: false }),
    });
    await ddbAudit(['ingest', logs, '--local', local]);
    const records = parseLines<{ source: { key: string } }>(await ddbAudit(['export', '--local', local]));
    expect(records.map(({ source }) => source.key).sort()).toEqual([
      join(logs, 'monday/events.json'),
      join(logs, 'tuesday/events.json'),
    ]);
  });

  it('changes nothing when the same files are ingested again', async () => {
    const { logs, local } = place({
      [`${DAY}/a.json.gz`]: logFile([dataEvent(), controlEvent()]),
      [`${DAY}/b.json.gz`]: logFile([dataEvent({ ...controlEvent(), eventName: 'DeleteTable' })]),
    });
    const first = await ddbAudit(['ingest', logs, '--local', local]);
    const before = parseLines(await ddbAudit(['export', '--local', local]));
    const again = await ddbAudit(['ingest', `${logs}/**/b.json.gz`, logs, '--local', local]);
    expect(JSON.parse(first.stdout).files).toEqual({ read: 2, skipped: 0, failed: 0 });
    expect(JSON.parse(again.stdout)).toMatchObject({
      files: { read: 0, skipped: 2, failed: 0 },
      skipped: { 'already ingested': 2 },
      errors: [],
    });
    const after = parseLines(await ddbAudit(['export', '--local', local]));
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after).toHaveLength(before.length);
  });

  it('prints a table on a terminal, which no file name can disturb', async () => {
    const { logs, local } = place({ 'evil\x1b[2J.json': 'not JSON' });
    const { stdout } = await ddbAudit(['ingest', logs, '--local', local], { columns: 80 });
    expect(stdout).toContain('audited');
    expect(stdout).toContain('evil\\u001b[2J.json');
    expect(stdout).not.toContain('\x1b');
  });

  describe('names what it was given and did not read', () => {
    const digest = 'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/03/14/d.json.gz';

    it.each([
      ['an empty folder', '.', {}, 'contains no log files'],
      ['a folder of digests', '.', { [digest]: '{}' }, 'contains no log files, only: CloudTrail digest'],
      [
        'a pattern',
        '**',
        { [digest]: '{}', [`${digest}x`]: '{}' },
        'matches no log files, only: CloudTrail digest (2)',
      ],
      ['a digest', digest, { [digest]: '{}' }, 'is a CloudTrail digest, not a log file'],
    ])('%s, and ends with 1', async (_, path, files, reason) => {
      const { logs, local } = place(files);
      mkdirSync(logs, { recursive: true });
      const given = join(logs, path);
      const { exitCode, stdout } = await ddbAudit(['ingest', given, '--local', local]);
      expect(JSON.parse(stdout).errors).toEqual([{ file: given, reason }]);
      expect(exitCode).toBe(1);
    });
  });

  it.each([
    ['part of the path of a bucket under AWSLogs', 'AWSLogs/us-east-1/2026/03/14/a.json.gz'],
    ['a trail copied from its account on', 'AWSLogs/111122223333/us-east-1/2026/03/14/a.json.gz'],
    ['.gz', 'records.gz'],
    ['.log', 'records.log'],
    ['.JSON', 'records.JSON'],
  ])('reads %s', async (_, path) => {
    const { logs, local } = place({ [path]: logFile([dataEvent()], { gzip: path.endsWith('gz') }) });
    const { exitCode, stdout } = await ddbAudit(['ingest', logs, '--local', local]);
    expect(JSON.parse(stdout)).toMatchObject({ files: { read: 1, skipped: 0 }, records: { audited: 1 } });
    expect(exitCode).toBe(0);
  });

  it.each(['download.zip', 'download'])('reads the log files in a zip file named %s', async (name) => {
    const events = [dataEvent(), dataEvent(), dataEvent()];
    const { logs, local } = place({
      [name]: zipFile({
        [`${DAY}/a.json.gz`]: logFile([events[0]!]),
        'loose/b.json': logFile([events[1]!], { gzip: false }),
        'loose/c.log': logFile([events[2]!], { gzip: false }),
        'loose/': '',
        '__MACOSX/loose/._b.json': 'resource fork',
        'readme.md': 'not a log file',
      }),
    });
    const { exitCode, stdout } = await ddbAudit(['ingest', join(logs, name), '--local', local]);
    expect(JSON.parse(stdout)).toMatchObject({
      files: { read: 3, skipped: 1, failed: 0 },
      records: { audited: 3 },
      errors: [],
    });
    expect(exitCode).toBe(0);
    const records = parseLines<{ source: { key: string } }>(await ddbAudit(['export', '--local', local]));
    expect(records.map(({ source }) => source.key).sort()).toEqual([
      join(logs, name, 'loose/b.json'),
      join(logs, name, 'loose/c.log'),
      `${DAY}/a.json.gz`,
    ]);
  });

  it('names zip files, and files in them, that it cannot read, and ingests the others', async () => {
    const damaged = zipFile({ 'a.json': '{}' });
    const { logs, local } = place({
      'damaged.zip': damaged.subarray(0, damaged.length - 30),
      'empty.zip': zipFile({ 'readme.md': '' }),
      'encrypted.zip': zipFile({ 'a.json': '{}' }, { encrypted: true }),
      'good.json': logFile([dataEvent()], { gzip: false }),
    });
    const { exitCode, stdout } = await ddbAudit(['ingest', logs, join(logs, 'empty.zip'), '--local', local]);
    const report = JSON.parse(stdout);
    expect(report.errors).toEqual([
      { file: join(logs, 'damaged.zip'), reason: expect.stringMatching(/end of central directory/i) },
      { file: join(logs, 'empty.zip'), reason: 'contains no log files' },
      { file: join(logs, 'encrypted.zip/a.json'), reason: expect.stringContaining('it is encrypted') },
    ]);
    expect(report.records.audited).toBe(1);
    expect(exitCode).toBe(1);
  });

  it('reads a file whose name is not UTF-8, and says where its records came from', async () => {
    const { logs, local } = place({ 'other.json': logFile([], { gzip: false }) });
    const path = Buffer.concat([Buffer.from(`${logs}/`), Buffer.from('caf\xe9.json', 'latin1')]);
    writeFileSync(path, logFile([dataEvent()], { gzip: false }));
    await ddbAudit(['ingest', logs, '--local', local]);
    const [record] = parseLines<{ source: { key: string } }>(await ddbAudit(['export', '--local', local]));
    expect(record?.source.key).toBe(join(logs, 'caf%E9.json'));
  });

  it('says on stderr which links lead outside, and which it does not follow', async () => {
    const { logs, local } = place({ 'logs/a.json': logFile([dataEvent()], { gzip: false }) });
    mkdirSync(join(logs, 'named'));
    symlinkSync(join(logs, 'logs'), join(logs, 'named/link'));
    const ingest = (...flags: string[]) =>
      ddbAudit(['ingest', join(logs, 'named'), '--local', local, ...flags]);
    await expect(ingest()).resolves.toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(
        /^Followed link .*named\/link to .*\/logs, outside of the given folders\./,
      ),
    });
    await expect(ingest('--no-follow')).resolves.toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('not followed because of --no-follow'),
    });
  });
});
