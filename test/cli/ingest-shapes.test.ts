import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ddbAudit, parseLines } from '../support/command-line';
import { readDataFolder } from '../support/data-folder';
import { controlEvent, dataEvent, logFile } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';
import { zipFile } from '../support/zip';

const json = (value: unknown): string => JSON.stringify(value);
const ROW = {
  eventsource: 'dynamodb.amazonaws.com',
  eventname: 'DeleteTable',
  eventtime: '2026-03-16 10:00:12',
  awsregion: 'eu-west-1',
  useridentity: '{type=IAMUser, arn=arn:aws:iam::111122223333:user/alice, username=alice}',
  requestparameters: '{"tableName":"Customers"}',
};

describe('ddb-audit ingest of files that CloudTrail did not deliver', () => {
  const parent = temporaryFolder();
  let folders = 0;
  const newFolder = () => {
    folders += 1;
    return join(parent, `data-${folders}`);
  };
  const place = (path: string, content: string | Buffer): string => {
    const file = join(parent, `files-${folders}`, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };
  const ingest = async (local: string, ...paths: string[]) => {
    const ran = await ddbAudit(['ingest', ...paths, '--local', local, '--output', 'json']);
    return { ...ran, report: JSON.parse(ran.stdout) };
  };

  const lines = `${json(controlEvent())}\n${json(dataEvent())}\n`;
  const EXPORT = `2026-03-14T21:20:00.000Z ${json(dataEvent())}\n2026-03-14T21:20:01.000Z ${json(dataEvent())}\n`;
  const TEXT = `EVENTS\tAKIAEXAMPLE\t${json(dataEvent())}\tid\tGetItem\nEVENTS\tx\t${json(dataEvent())}\tid\n`;
  it.each<[string, string | Buffer, string]>([
    ['events.json', json([controlEvent(), dataEvent()]), 'event'],
    ['events.ndjson', lines, 'event'],
    ['events.jsonl.gz', gzipSync(lines), 'event'],
    ['000000.gz', gzipSync(EXPORT), 'event'],
    ['lookup.txt', TEXT, 'event'],
    ['firehose-1-2026-03-14-21-15-07-6f87d04b', lines, 'event'],
    ['lookup.log', Buffer.from(`\ufeff${lines}`, 'utf16le'), 'event'],
    ['download.zip', zipFile({ 'a/events.txt': EXPORT }), 'event'],
    ['joined.json', Buffer.concat([logFile([dataEvent()]), logFile([dataEvent()])]), 'log-file'],
  ])('reads %s in a folder, and says that no digest can vouch for it', async (name, content, shape) => {
    const local = newFolder();
    const { report, exitCode } = await ingest(local, dirname(place(name, content)));
    expect(report).toMatchObject({
      files: { read: 1, skipped: 0, failed: 0 },
      records: { read: 2, audited: 2 },
      shapesWithoutDigest: { [shape]: 1 },
      errors: [],
      warnings: [],
    });
    expect(exitCode).toBe(0);
  });

  it('says so in the table, too', async () => {
    const file = place('event.json', json(dataEvent()));
    const { stdout } = await ddbAudit(['ingest', file, '--local', newFolder()], { columns: 100 });
    expect(stdout).toMatch(/SHAPE +COUNT\nevent +1\nCloudTrail did not deliver .* no digest can vouch/);
  });

  it('says in the ledger which shape a file had', async () => {
    const local = newFolder();
    await ingest(local, place('events.ndjson', lines));
    const { files } = await readDataFolder(local);
    expect(files).toMatchObject([{ status: 'done', shapes: ['event'], audited: '2' }]);
  });

  it.each([
    ['the name', '111122223333_CloudTrail_us-east-1_20260314T0930Z_AbCdEfGhIjKlMnOp.json'],
    ['the folders', 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14/a.json'],
  ])('reads nothing but a log file from a file with %s of a log file', async (_what, path) => {
    const { report } = await ingest(newFolder(), place(path, json([dataEvent()])));
    expect(report.errors).toEqual([
      { file: expect.any(String), reason: expect.stringContaining('one JSON object with "Records"') },
    ]);
  });

  it('says why a record without an event source is rejected', async () => {
    const { report } = await ingest(
      newFolder(),
      place('a.json', logFile([dataEvent({ eventSource: undefined })], { gzip: false })),
    );
    expect(report.records).toMatchObject({ read: 1, audited: 0, rejected: 1 });
    expect(report.warnings).toEqual([
      {
        file: expect.any(String),
        reason: expect.stringContaining('record 0 was rejected: eventSource is missing'),
      },
    ]);
  });

  it('says where in a file a rejected record is', async () => {
    const first = `${json(dataEvent())}\n`;
    const file = place('b.ndjson', `${first}${json(dataEvent({ eventTime: 'never' }))}\n{"level":"info"}\n`);
    const { report } = await ingest(newFolder(), file);
    expect(report.warnings).toEqual([
      {
        file,
        reason: expect.stringMatching(
          `^record 1 was rejected: eventTime .* \\(at byte ${first.length}\\)\\.$`,
        ),
      },
      { file, reason: expect.stringMatching(/^record 2 was rejected: It is not a CloudTrail event/) },
    ]);
  });

  it('says what to do with CSV', async () => {
    const { report, exitCode } = await ingest(
      newFolder(),
      place('results.csv', 'eventname,eventtime\nDeleteTable,x\n'),
    );
    expect(report.errors).toEqual([{ file: expect.any(String), reason: expect.stringContaining('is CSV') }]);
    expect(exitCode).toBe(1);
  });

  describe('rows of a query', () => {
    it('are audited with their principal under an ID of their own, which show tells of', async () => {
      const local = newFolder();
      await ingest(local, place('rows.json', json({ ...ROW, eventid: 'a1' })));
      const shown = await ddbAudit(['show', 'copy-a1', '--local', local]);
      expect(parseLines(shown)).toMatchObject([
        { eventId: 'copy-a1', eventTime: '2026-03-16T10:00:12Z', principal: { name: 'alice' } },
      ]);
      const { exitCode, stderr } = await ddbAudit(['show', 'a1', '--local', local]);
      expect(stderr).toContain('"copy-a1"');
      expect(exitCode).toBe(254);
    });

    it('that select different columns are not taken for a forged event', async () => {
      const local = newFolder();
      const full = { ...ROW, eventid: 'a1' };
      await ingest(local, place('rows.json', json([full, { ...full, useridentity: '' }])));
      const { stderr } = await ddbAudit(['show', 'copy-a1', '--local', local]);
      expect(stderr).toContain('They may have different columns.');
    });

    it('count as duplicates of the events of a log file, and leave their record as it is', async () => {
      const local = newFolder();
      const event = controlEvent();
      const rows = place('a-rows.json', json({ QueryResultRows: [[{ eventJson: json(event) }]] }));
      const delivered = place(
        '111122223333_CloudTrail_us-east-1_20260314T0930Z_AbCdEfGhIjKlMnOp.json.gz',
        logFile([event]),
      );
      const { report } = await ingest(local, rows, delivered);
      expect(report.records).toMatchObject({ read: 2, audited: 1, duplicates: 1 });
      const records = parseLines(await ddbAudit(['export', '--local', local]));
      expect(records.map(({ eventId }) => eventId)).toEqual([event.eventID]);
    });
  });
});
