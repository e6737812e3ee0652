import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../../../src/report/report-schema';
import { ddbAudit } from '../../support/command-line';
import { temporaryFolder } from '../../support/temporary-folder';
import { timeoutFor } from '../../support/timeout';
import { VerifiedFolders } from '../../support/verified-folders';
import { type RunningAudit, startRunningAudit } from '../running-audit';
import { RANGE, reportedChain } from './reported-trail';

jest.setTimeout(timeoutFor(12));

describe('ddb-audit report on tables', () => {
  const folders = new VerifiedFolders(temporaryFolder());
  let audit: RunningAudit;
  let files = 0;

  beforeAll(async () => {
    audit = await startRunningAudit(join(folders.parent, 'bucket'));
    for (const { key, body } of reportedChain(folders).logFiles) {
      audit.put(key, body);
      audit.sqs.put('ingest', JSON.stringify({ s3Bucket: 'trail-logs', s3ObjectKey: [key] }));
      files += 1;
    }
    const isDone = ({ status }: { status: string }) => status === 'done';
    while ((await audit.entries('')).filter(isDone).length < files) await sleep(50);
  });
  afterAll(() => audit.stop());

  const write = async (...words: string[]): Promise<{ report: Report; page: string; stderr: string }> => {
    const out = folders.create('report');
    const { exitCode, stderr } = await ddbAudit(['report', '--out', out, ...RANGE, ...words]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const read = (name: string) => readFileSync(join(out, name), 'utf8');
    return { report: JSON.parse(read('report.json')), page: read('report.html'), stderr };
  };

  it('says the same as a report on a data folder with the same log files', async () => {
    const local = folders.create();
    const ran = await ddbAudit(['ingest', 's3://trail-logs', '--local', local, '--jobs', '1'], {
      env: { AWS_ENDPOINT_URL_S3: audit.s3Endpoint, AWS_REGION: 'us-east-1' },
    });
    expect(ran.exitCode).toBe(0);
    const pick = ({ files, conservation, privileged, denied, guard, risks, tables, events }: Report) => ({
      ...{ files, conservation, privileged, denied, guard, risks, tables },
      limits: events.limits,
    });
    const [deployed, here] = [await write(...audit.tables), await write('--local', local)];
    expect(pick(deployed.report)).toEqual(pick(here.report));
    expect(deployed.report.tables.listed).toHaveLength(2);
    expect(deployed.report.events.limits).toEqual([]);
  });

  it('is the same for the same audit and range', async () => {
    expect((await write(...audit.tables)).page).toBe((await write(...audit.tables)).page);
  });

  it('names the tables and queues, and how to look up permissions', async () => {
    const { report, page } = await write(...audit.tables);
    const { tableName } = audit.stored;
    expect(report.access.facts).toContainEqual({ name: 'Table of audited events', value: tableName });
    expect(report.access.facts.map(({ name }) => name)).toContain('Queue of notifications');
    expect(page).toContain(
      `aws dynamodb get-resource-policy --resource-arn arn:aws:dynamodb:REGION:ACCOUNT:table/${tableName}`,
    );
    expect(page).not.toContain('Folder</dt>');
  });

  it('says where it stopped reading', async () => {
    const { report, page, stderr } = await write('--limit', '10', ...audit.tables);
    expect(report.events.limits).toHaveLength(1);
    expect(report.events.limits[0]).toMatch(
      /^The report stopped reading after 10 entries\. .*Use a shorter range, or a higher --limit\.$/,
    );
    expect(page).toContain('Not everything was read.');
    expect(stderr).toContain('The report stopped reading after 10 entries.');
  });
});
