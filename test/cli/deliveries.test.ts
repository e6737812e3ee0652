import { join } from 'node:path';
import { deliveriesSchema } from '../../src/http/delivery-answer-schemas';
import { ddbAudit } from '../support/command-line';
import { ingestTrail } from '../support/samples';
import { temporaryFolder } from '../support/temporary-folder';

describe('ddb-audit deliveries', () => {
  const local = join(temporaryFolder(), 'data');
  const deliveries = (...words: string[]) => ddbAudit(['deliveries', '--local', local, ...words]);
  const RANGE = ['--since', '2026-03-13', '--until', '2026-03-16'];

  beforeAll(() => ingestTrail(local));

  it('draws a calendar, each sign below its day, and says why time is not proven', async () => {
    const { stdout, stderr } = await deliveries(...RANGE, '--output', 'table');
    const lines = stdout.split('\n').map((line) => line.trimEnd());
    expect(lines.slice(0, 4)).toEqual([
      'ACCOUNT       REGION     MONTH    1   5    10   15   20   25   30',
      '111122223333  eu-west-1  2026-03              D–U',
      '111122223333  us-east-1  2026-03              ✓✗✓',
      '777788889999  us-east-1  2026-03              ???',
    ]);
    expect(lines.find((line) => line.includes('digest missing'))).toMatch(
      /eu-west-1 +digest missing +2026-03-13T14:00:48Z +2026-03-13T15:00:48Z +\S+_20260313T150048Z\.json\.gz: not found$/,
    );
    expect(stderr).toContain('D digest missing, ✗ incomplete');
    expect(stderr).toContain('Proven: 0 of 3 accounts and Regions, for deliveries between 2026-03-13');
  });

  it('prints a line for each day, or the answer of the API', async () => {
    const narrow = [...RANGE, '--account', '111122223333', '--event-region', 'us-east-1'];
    const csv = await deliveries(...narrow, '--output', 'csv');
    expect(csv.stdout.split(/\r?\n/)).toEqual([
      'account,region,day,state',
      '111122223333,us-east-1,2026-03-13,proven',
      '111122223333,us-east-1,2026-03-14,incomplete',
      '111122223333,us-east-1,2026-03-15,proven',
      '',
    ]);
    const json = await deliveries(...narrow);
    expect(deliveriesSchema.parse(JSON.parse(json.stdout)).places).toMatchObject({ expected: 1, proven: 0 });
    expect(json.stderr).toBe('');
  });

  it('says so if nothing is known, and what is wrong with a range', async () => {
    const nothing = await deliveries('--since', '2025-03-13', '--until', '2025-03-16', '--output', 'table');
    expect(nothing.stderr).toContain('Nothing is known of deliveries between 2025-03-13T00:00:00Z and');
    expect(await deliveries('--since', '2024-01-01', '--until', '2026-03-16')).toMatchObject({
      exitCode: 252,
      stderr: expect.stringContaining('at most 400 are allowed'),
    });
  });
});
