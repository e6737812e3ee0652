import { compareGroups, hourAfter } from '../../activity/activity-group';
import type { ActivityBatch, ActivityReadOptions, ResolvedActivity } from '../activity-reading';
import type { AuditStore } from '../audit-store';
import { isSpent } from '../read-budget';
import { narrowRange, type TimeRange } from '../time-range';
import { countActivity } from './count-activity';
import { countHour } from './count-entries';
import { type ReadEntries, readHours } from './entry-hours';
import { CostMeter } from './read-cost';

/** What activity is read from. */
export interface ActivitySource extends Pick<AuditStore, 'records' | 'directory'> {
  readonly readEntries: ReadEntries;
}

/** What answers from entries have as their index. */
export const ENTRIES = 'activity';

/** Counts the calls of a time range from the records in the audit table. */
export async function* countFromRecords(
  source: ActivitySource,
  asked: ResolvedActivity,
  range: TimeRange,
  { after, budget, signal }: ActivityReadOptions,
): AsyncGenerator<ActivityBatch> {
  const query = { ...asked, records: { ...asked.records, range } };
  const reader = await source.records(query.records, { budget, signal });
  yield* countActivity(reader, query, after);
}

/** Counts them from entries: a batch an hour. Where the range cuts an hour, its records are counted if its entries do not do. */
export async function* countFromEntries(
  source: ActivitySource,
  asked: ResolvedActivity,
  tables: readonly string[],
  range: TimeRange,
  { after, budget, signal }: ActivityReadOptions,
): AsyncGenerator<ActivityBatch> {
  const query = { ...asked, records: { ...asked.records, range } };
  const hours = readHours(source.readEntries, {
    ...{ tables, range, order: 'desc', signal },
    meter: new CostMeter(false),
  });
  let entries = 0;
  for await (const { hour, entries: read } of hours) {
    entries += read.length;
    const groups = countHour({ hour, entries: read }, query);
    if (groups) {
      const given = after ? groups.filter((group) => compareGroups(group, after) > 0) : groups;
      const isEnd = budget !== undefined && isSpent(budget, entries);
      yield { groups: given, entries, index: ENTRIES, ...(isEnd && { countedSince: hour }) };
      if (isEnd) return;
      continue;
    }
    const cut = narrowRange(range, { since: hour, until: hourAfter(hour) });
    const options = { budget, signal, ...(after?.hour === hour && { after }) };
    const before = entries;
    for await (const batch of countFromRecords(source, asked, cut, options)) {
      entries = before + batch.entries;
      yield { ...batch, entries };
      if (batch.countedSince !== undefined) return;
    }
  }
}
