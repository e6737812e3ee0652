import type { ActivityGroup } from '../../../src/activity/activity-group';
import type { AuditRecord } from '../../../src/audit/audit-record';
import { takeHours } from '../../../src/local/ask/hour-slices';
import type { Segment } from '../../../src/local/folder/commit';
import { auditRecord } from '../../support/audit-records';
import { createLocalAudit, type TestLocalAudit } from '../../support/local-audit';
import { temporaryFolder } from '../../support/temporary-folder';

const ROWS = 17_000;

/** Records from an hour on, backwards in time, most of them of principals of their own. */
const makeRecords = (hour: number, list: number): AuditRecord[] =>
  Array.from({ length: ROWS }, (_, index) =>
    auditRecord({
      eventId: `5e1f0000-0000-4000-8000-${list}${index.toString(16).padStart(11, '0')}`,
      eventTime: new Date(Date.UTC(2026, 2, 14, hour, 59, 59) - Math.floor(index / 4) * 1_000)
        .toISOString()
        .replace('.000', ''),
      principal: { id: `arn:aws:iam::111122223333:role/${index % 13_000}`, type: 'AssumedRole' },
    }),
  );

describe('activity of more rows than are counted at once', () => {
  const lists = [makeRecords(10, 1), makeRecords(10, 2), makeRecords(8, 3)];
  const parent = temporaryFolder();
  let audit: TestLocalAudit;
  beforeAll(async () => {
    audit = await createLocalAudit(parent, lists);
  });
  afterAll(() => audit.close());

  it('has each call once, in hours from several segments and with more groups than a batch', async () => {
    const groups: ActivityGroup[] = [];
    for await (const group of audit.log.activity()) groups.push(group);
    const counts = new Map<string, number>();
    for (const { eventTime, principal } of lists.flat()) {
      const key = `${eventTime.slice(0, 13)} ${principal.id}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(
      new Map(groups.map(({ hour, principal, count }) => [`${hour.slice(0, 13)} ${principal}`, count])),
    ).toEqual(counts);
    expect(groups).toHaveLength(counts.size);
  });

  it('continues on a page of its own within an hour', async () => {
    const query = { since: '2026-03-14T10:00:00Z' };
    const first = await audit.log.activityPage(query, { limit: 10_000 });
    const second = await audit.log.activityPage(query, { limit: 10_000, cursor: first.nextToken });
    expect(second.nextToken).toBeUndefined();
    const principals = [...first.groups, ...second.groups].map(({ principal }) => principal);
    expect(new Set(principals).size).toBe(principals.length);
    expect(principals).toEqual([...principals].sort());
  });
});

describe('hours to count at once', () => {
  const segment = (from: string, until: string): Segment =>
    ({ from: `2026-03-14T${from}Z`, until: `2026-03-14T${until}Z`, rows: 100 }) as Segment;
  const newest = segment('10:10:00', '11:50:00');
  const middle = segment('09:00:00', '10:20:00');
  const oldest = segment('08:00:00', '08:59:59');

  it('are whole hours that no further segment has rows of', () => {
    expect(takeHours([oldest, middle, newest], {}, 100)).toEqual({
      since: '2026-03-14T11:00:00Z',
      segments: [newest],
    });
    expect(takeHours([oldest, middle, newest], { until: '2026-03-14T11:00:00Z' }, 100)).toEqual({
      since: '2026-03-14T09:00:00Z',
      until: '2026-03-14T11:00:00Z',
      segments: [middle, newest],
    });
  });

  it('are all that is left, if segments have rows of all of it', () => {
    const range = { until: '2026-03-14T11:00:00Z' };
    expect(takeHours([middle, newest], range, 1_000)).toEqual({ ...range, segments: [middle, newest] });
    expect(takeHours([], {}, 1)).toEqual({ segments: [] });
  });
});
