import type { ActivityBatch } from '../activity-reading';
import type { Dimension } from '../dimensions';
import type { ResolvedQuery } from '../resolved-query';
import { narrowRange } from '../time-range';
import { ValueCounter } from '../value-counter';
import type { ValueCountOptions } from '../value-counts';
import type { Counted } from './counted';
import { readSettled, type SettledRecords } from './read-settled';
import { ACTIVITY_DIMENSIONS, type ActivityQuestion, isActivityDimension } from './value-activity';
import type { ValueSource } from './value-source';

const NOTICE =
  'Calls of the data plane are counted from activity entries: also those that settings leave out of the records';
const NO_TABLE = ', but not those that name no table';

/**
 * Counts values of calls of the data plane from activity entries, and of those of the control plane, which are few, from records.
 * @throws AuditTrailError `NotAnswerable` if the question is about too many tables
 */
export async function countActivityValues(
  source: ValueSource,
  { activity, matches }: ActivityQuestion,
  query: ResolvedQuery,
  by: readonly Dimension[],
  { seconds, budget, signal }: ValueCountOptions,
): Promise<Counted> {
  const counter = new ValueCounter(seconds);
  const control = await readControl(source, query, { budget, signal });
  const range = narrowRange(query.range, { since: control.countedSince });
  let records = 0;
  let last: ActivityBatch | undefined;
  for await (const batch of source.activity(
    { ...activity, records: { ...activity.records, range } },
    { budget, signal },
  )) {
    last = batch;
    for (const group of batch.groups.filter(matches)) {
      records += group.count;
      for (const name of by.filter(isActivityDimension)) {
        const value = ACTIVITY_DIMENSIONS[name](group);
        if (value !== undefined) counter.add(name, counter.toBucket(group.hour), value, group.count);
      }
    }
  }
  const countedSince = last?.countedSince ?? control.countedSince;
  const changes = control.records.filter(({ eventTime }) => eventTime >= (countedSince ?? ''));
  for (const record of changes) counter.addRecord(record, by);
  const incomplete = last?.incomplete ?? control.incomplete;
  return {
    counter,
    records: records + changes.length,
    index: [last?.index, control.index].filter(Boolean).join(', '),
    ...(countedSince !== undefined && { countedSince }),
    ...(incomplete !== undefined && { incomplete }),
    notices: [
      `${NOTICE}${activity.tables ? '' : NO_TABLE}.`,
      ...control.notices,
      ...(last?.notice === undefined ? [] : [last.notice]),
    ],
  };
}

async function readControl(
  source: ValueSource,
  query: ResolvedQuery,
  options: Pick<ValueCountOptions, 'budget' | 'signal'>,
): Promise<SettledRecords> {
  if (query.plane && !query.plane.includes('control')) return { records: [], index: '', notices: [] };
  return readSettled(await source.records({ ...query, plane: ['control'] }, options));
}
