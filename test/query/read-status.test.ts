import type { CoverageQuery, KnownCoverage } from '../../src/assure/coverage/known-coverage';
import { formatStatus } from '../../src/cli/output/status';
import { statusSchema } from '../../src/http/file-answer-schemas';
import type { AuditStore } from '../../src/query/audit-store';
import { readStatus } from '../../src/query/read-status';

const PLACES = {
  expected: 40,
  proven: 18,
  exceptions: [
    {
      ...{ accountId: '111122223333', region: 'eu-west-1', state: 'digestMissing' as const },
      ...{ since: '2026-03-14T03:00:48Z', until: '2026-03-14T04:00:48Z' },
      reason: 'not found',
    },
    {
      ...{ accountId: '444455556666', region: 'us-east-1', state: 'gap' as const },
      ...{ since: '2026-03-10T00:00:00Z', until: '2026-03-12T00:00:00Z' },
    },
  ],
  exceptionsOmitted: 20,
};

const KNOWN: KnownCoverage = {
  ...PLACES,
  ...{ digests: 720, files: 2_304, comparedWith: 'ledger', latenessSeconds: 300, expectedPlaces: [] },
  deliveredUntil: '2026-03-14T05:00:48Z',
};

/** A store without log files. */
function storeOf(coverage: KnownCoverage | undefined, asked: CoverageQuery[] = []) {
  return {
    coverage: async (query: CoverageQuery) => {
      asked.push(query);
      return coverage;
    },
    deliveries: async () => [],
    async *files() {},
  } as unknown as AuditStore;
}

const io = { stdout: {}, env: {} } as never;

describe('the last backfill in a status', () => {
  it('is said with what it came to, in the shape that the HTTP API describes', async () => {
    const lastBackfill = {
      ...{ finishedAt: '2026-03-14T05:00:00Z', status: 'failed' as const, bucket: 'trail-logs' },
      ...{ listed: 1_200, sent: 900, failed: 3 },
    };
    const status = await readStatus({ ...storeOf(undefined), lastBackfill: async () => lastBackfill });
    expect(statusSchema.parse(status)).toEqual(status);
    expect(await formatStatus(status, io)).toContain(
      'Last backfill: s3://trail-logs, ended 2026-03-14T05:00:00Z, failed: 1,200 log files listed, 900 sent, 3 failed',
    );
  });
});

describe('lifecycle rules in a status', () => {
  const AT = '2026-03-14T04:30:00Z';

  it('are said for each source, in the shape that the HTTP API describes', async () => {
    const lifecycles = [
      { place: 's3://logs/AWSLogs/', checkedAt: AT, state: 'kept' as const },
      {
        ...{ place: 's3://other/AWSLogs/', checkedAt: AT, state: 'early' as const, retentionDays: 365 },
        ends: [{ effect: 'deleted' as const, rule: 'clean', afterDays: 90 }],
      },
      {
        place: 's3://last/AWSLogs/',
        checkedAt: AT,
        state: 'unreadable' as const,
        reason: 'missing permission x',
      },
    ];
    const status = await readStatus({ ...storeOf(undefined), lifecycles: async () => lifecycles });
    expect(statusSchema.parse(status)).toEqual(status);
    const text = await formatStatus(status, io);
    expect(text).toContain('No lifecycle rule deletes or archives log files of s3://logs/AWSLogs/');
    expect(text).toContain('In s3://other/AWSLogs/, lifecycle rule "clean" deletes log files after 90 days,');
    expect(text).toContain(
      'The lifecycle rules of s3://last/AWSLogs/ are not readable: missing permission x.',
    );
  });

  it('are said to be unknown until they were checked', async () => {
    const { notices } = await readStatus({ ...storeOf(undefined), lifecycles: async () => [] });
    expect(notices.join()).toContain('It is not known whether lifecycle rules keep the log files');
  });
});

describe('the deliveries in a status', () => {
  it('are those of the last 30 days: how many places are proven, and which are not', async () => {
    const asked: CoverageQuery[] = [];
    const { coverage, notices } = await readStatus(storeOf(KNOWN, asked));
    const [{ since, until } = { since: '', until: '' }] = asked;
    expect(Date.parse(until) - Date.parse(since)).toBe(30 * 86_400_000);
    expect(coverage).toEqual({ since, until, deliveredUntil: '2026-03-14T05:00:48Z', places: PLACES });
    expect(notices.join()).not.toContain('Nothing is known');
  });

  it('have the shape that the HTTP API describes', async () => {
    const status = await readStatus(storeOf(KNOWN));
    expect(statusSchema.parse(status)).toEqual(status);
  });

  it('are a line for each place that is not proven', async () => {
    const text = await formatStatus(await readStatus(storeOf(KNOWN)), io);
    expect(text).toMatch(
      /^Proven: 18 of 40 accounts and Regions, deliveries since \S+, known until 2026-03-14T05:00:48Z$/m,
    );
    expect(text).toContain(
      'Not proven: 111122223333 eu-west-1 from 2026-03-14T03:00:48Z until 2026-03-14T04:00:48Z: digestMissing, not found\n' +
        'Not proven: 444455556666 us-east-1 from 2026-03-10T00:00:00Z until 2026-03-12T00:00:00Z: gap\n' +
        '20 more are not proven: ddb-audit verify\n',
    );
  });

  it('are said to be unknown where no digest was verified', async () => {
    const { coverage, notices } = await readStatus(storeOf(undefined));
    expect(coverage).toBeUndefined();
    expect(notices[0]).toMatch(/^Log files of the last 30 days may be missing, .* Use ddb-audit verify\.$/);
  });
});
