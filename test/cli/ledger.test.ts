import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileRecord } from '../../src/query/file-record';
import { ddbAudit, parseLines } from '../support/command-line';
import { controlEvent, logFile } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';

const NAME = (name: string) => `111122223333_CloudTrail_us-east-1_20260314T0915Z_${name}.json.gz`;

describe('ddb-audit files and status', () => {
  const parent = temporaryFolder();
  const local = join(parent, 'data');

  beforeAll(async () => {
    const logs = join(parent, 'logs/AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14');
    mkdirSync(logs, { recursive: true });
    const { eventName: _, ...nameless } = controlEvent();
    writeFileSync(join(logs, NAME('intact')), logFile([controlEvent(), controlEvent()]));
    writeFileSync(join(logs, NAME('rejected')), logFile([controlEvent(), nameless as never]));
    writeFileSync(join(logs, NAME('failed')), 'not gzip');
    const { exitCode } = await ddbAudit(['ingest', join(parent, 'logs'), '--local', local]);
    expect(exitCode).toBe(1);
  });

  const files = (...words: string[]) => ddbAudit(['files', '--local', local, ...words]);
  const nameOf = ({ key }: FileRecord) => /_([a-z]+)\.json\.gz$/.exec(key)?.[1];

  it('lists files with their status and the reason, line by line', async () => {
    const ran = await files('--status', 'failed', '--status', 'rejected', '--output', 'ndjson');
    const found = new Map(parseLines<FileRecord>(ran).map((record) => [nameOf(record), record]));
    expect([...found.keys()].sort()).toEqual(['failed', 'rejected']);
    expect(found.get('failed')?.error).toContain('The file is not a log file');
    expect(found.get('rejected')).toMatchObject({
      status: 'done',
      counts: { read: 2, audited: 1, rejected: 1 },
      rejectedRecords: [{ index: 1, reason: expect.any(String) }],
    });
  });

  it('says what it searched and what it does not cover, also if nothing matches', async () => {
    const { stdout, stderr } = await files(
      '--status',
      'altered',
      '--since',
      '2026-01-01',
      '--output',
      'table',
    );
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^No entries of log files \(status altered, ingested or failed since 2026-01-01T00:00:00Z\); 3 entries of the ledger read\./,
    );
    expect(stderr).toContain('Only log files that arrived here have entries.');
  });

  it('shows a table with why a file failed or was read in part', async () => {
    const { stdout } = await files('--output', 'table');
    expect(stdout).toMatch(/^STATUS +FINISHED +ACCOUNT +REGION +READ +AUDITED +REJECTED +FILE +REASON\n/);
    expect(stdout).toMatch(/failed .*_failed\.json\.gz +The file is not a log file/);
    expect(stdout).toMatch(/done, rejected .*_rejected\.json\.gz +record 1: /);
  });

  it('prints CSV with a column for each count', async () => {
    const { stdout } = await files('--status', 'rejected', '--output', 'csv');
    const [head, line] = stdout.split('\r\n');
    expect(head).toMatch(
      /^bucket,key,accountId,.*,read,otherServices,excluded,duplicates,audited,rejected,recorded,summarized,/,
    );
    expect(line).toContain(',2,0,0,0,1,1,1,0,');
  });

  it('continues with the token that it prints', async () => {
    const first = JSON.parse((await files('--limit', '1', '--output', 'json')).stdout);
    expect(first.records).toHaveLength(1);
    const words = ['--limit', 'all', '--output', 'json', '--next-token', first.nextToken];
    const rest = JSON.parse((await files(...words)).stdout);
    expect([...first.records, ...rest.records].map(nameOf).sort()).toEqual(['failed', 'intact', 'rejected']);
    expect(rest.nextToken).toBeUndefined();
    expect(rest.searched.entries).toBeGreaterThan(0);
  });

  it('refuses a status that does not exist', async () => {
    const { exitCode, stderr } = await files('--status', 'lost');
    expect(exitCode).toBe(252);
    expect(stderr).toContain('Allowed values are done, failed, rejected, altered, unreferenced.');
  });

  it('counts files, and shows the last file of each place', async () => {
    const { stdout, stderr } = await ddbAudit(['status', '--local', local, '--output', 'table']);
    expect(stdout).toMatch(/^3 log files: 2 done, 1 failed, 1 with rejected records, 0 altered\nLast file: /);
    expect(stdout).toMatch(
      /\n4 records read: 3 audited, 1 rejected, .*; 0 unaccounted for\nFailed: .*_failed\.json\.gz: The file is not/,
    );
    expect(stdout).toMatch(/\n111122223333 +us-east-1 +3 +1 +2026-03-14T09:15:00.000Z /);
    expect(stderr).toContain('Only log files that arrived here have entries.');
  });

  it('prints the same as JSON', async () => {
    const { stdout } = await ddbAudit([
      'status',
      '--local',
      local,
      '--silent-hours',
      '6',
      '--output',
      'json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      files: { all: 3, done: 2, failed: 1, rejected: 1, altered: 0 },
      finishedLastHour: 3,
      counts: { read: 4, audited: 3, rejected: 1 },
      unaccounted: 0,
      complete: true,
    });
  });
});
