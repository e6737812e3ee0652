import { type ActivityGroup, compareGroups } from '../../activity/activity-group';
import type { ActivityBatch, ActivityReadOptions, ResolvedActivity } from '../activity-reading';
import type { AuditStore } from '../audit-store';
import { isSpent } from '../read-budget';
import { distinct } from '../resolved-query';
import type { TimeRange } from '../time-range';
import { countActivity } from './count-activity';
import { addGroups, type CountedHour, countHour } from './count-entries';
import { type ReadEntries, readHours } from './entry-hours';
import { CostMeter } from './read-cost';

/** What activity is read from. */
export interface ActivitySource extends Pick<AuditStore, 'records' | 'directory'> {
  readonly readEntries: ReadEntries;
}

/** What answers from entries have as their index. */
export const ENTRIES = 'activity';

type Notes = Pick<ActivityBatch, 'incomplete' | 'notice'>;

/** What is to know about several parts of an answer. */
export function joinNotes(parts: readonly Notes[]): Notes {
  const join = (texts: readonly (string | undefined)[], separator: string) =>
    distinct(texts.filter((text) => text !== undefined)).join(separator);
  const incomplete = join(
    parts.map((part) => part.incomplete),
    '; ',
  );
  const notice = join(
    parts.map((part) => part.notice),
    ' ',
  );
  return { ...(incomplete !== '' && { incomplete }), ...(notice !== '' && { notice }) };
}

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

/**
 * Counts them from entries: a batch an hour. Where a bound of the range lies within the time of a group, the records of that time
 * are counted.
 */
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
  const cut: ActivityBatch[] = [];
  for await (const { hour, entries: read } of hours) {
    entries += read.length;
    const counted = countHour({ hour, entries: read }, query);
    const groups = counted.groups.filter((group) => after === undefined || compareGroups(group, after) > 0);
    if (counted.newer || counted.older) {
      const options = { budget, signal, ...(after?.hour === hour && { after }) };
      const batch = await countCut(source, asked, { ...counted, groups }, options);
      entries += batch.entries;
      cut.push(batch);
      yield { ...batch, entries, ...joinNotes(cut) };
      if (batch.countedSince !== undefined) return;
      continue;
    }
    const isEnd = budget !== undefined && isSpent(budget, entries);
    yield { groups, entries, index: ENTRIES, ...joinNotes(cut), ...(isEnd && { countedSince: hour }) };
    if (isEnd) return;
  }
}

/** Counts the records of the parts of an hour that its entries do not count, newest first, and adds what they do. */
async function countCut(
  source: ActivitySource,
  asked: ResolvedActivity,
  { newer, groups, older }: CountedHour,
  options: ActivityReadOptions,
): Promise<ActivityBatch> {
  const first = newer && (await countPart(source, asked, newer, options));
  if (first?.countedSince !== undefined) return first;
  const second = older && (await countPart(source, asked, older, options));
  const parts = [first, second].filter((part) => part !== undefined);
  return {
    groups: addGroups([...groups, ...parts.flatMap((part) => part.groups)]),
    entries: parts.reduce((sum, part) => sum + part.entries, 0),
    index: distinct([ENTRIES, ...parts.flatMap(({ index }) => index.split(', '))]).join(', '),
    ...(second?.countedSince !== undefined && { countedSince: second.countedSince }),
    ...joinNotes(parts),
  };
}

async function countPart(
  source: ActivitySource,
  asked: ResolvedActivity,
  range: TimeRange,
  options: ActivityReadOptions,
): Promise<ActivityBatch> {
  const groups: ActivityGroup[] = [];
  let last: ActivityBatch = { groups, entries: 0, index: ENTRIES };
  for await (const batch of countFromRecords(source, asked, range, options)) {
    groups.push(...batch.groups);
    last = batch;
  }
  return { ...last, groups };
}
