import { type ActivityGroup, compareGroups, type GroupKey, hourAfter } from '../../activity/activity-group';
import { GroupCounter } from '../../activity/group-counter';
import type { AuditRecord } from '../../audit/audit-record';
import { toEventTime } from '../../store/lanes';
import { toTime } from '../../time';
import { type ActivityBatch, type ResolvedActivity, tableMatcher } from '../activity-reading';
import type { RecordReader } from '../audit-store';
import { toLacks } from '../read-plan';

const RECORDS_AT_ONCE = 1_000;

/**
 * Counts the calls of records in groups, hour by hour, until the records or the reader's budget end.
 * @param reader records of the question, newest first, none of them later than the hour of `after`
 * @param after groups up to this one are left out, and its hour is read to its end whatever the budget
 */
export async function* countActivity(
  reader: RecordReader,
  query: ResolvedActivity,
  after?: GroupKey,
): AsyncGenerator<ActivityBatch> {
  const isCounted = tableMatcher(query);
  const end = after ? hourAfter(after.hour) : (query.records.range.until ?? hourAfter(toTime(Date.now())));
  const counter = new GroupCounter();
  let entries = 0;
  /** Records of the time that was read last, of which there may be more. */
  let unsettled: AuditRecord[] = [];
  const toBatch = (groups: readonly ActivityGroup[], countedSince?: string): ActivityBatch => {
    // Reading finds what to say of log files.
    const { index, notice, ...plan } = reader.plan;
    const incomplete = toLacks(plan);
    return {
      groups: after ? groups.filter((group) => compareGroups(group, after) > 0) : groups,
      entries,
      index,
      ...(countedSince !== undefined && { countedSince }),
      ...(incomplete !== undefined && { incomplete }),
      ...(notice !== undefined && { notice }),
    };
  };

  for (;;) {
    const { records, position, cost } = await reader.read(RECORDS_AT_ONCE);
    entries = cost.entries;
    const readTo = position && toEventTime(position.occurred);
    const read = [...unsettled, ...records];
    const isSettled = ({ eventTime }: AuditRecord) => readTo === undefined || eventTime > readTo;
    unsettled = read.filter((record) => !isSettled(record));
    for (const record of read.filter(isSettled)) counter.addRecord(record, isCounted, query.homeOnly);
    if (readTo === undefined) {
      yield toBatch(counter.take());
      return;
    }
    const wholeSince = hourAfter(readTo);
    const isSpent = records.length < RECORDS_AT_ONCE;
    if (isSpent && wholeSince < end) {
      yield toBatch(counter.take(wholeSince), wholeSince);
      return;
    }
    const countedSince = toTime(Date.parse(readTo) + 1_000);
    // An hour with more calls than the budget allows is given in pieces, or its first page would be its last.
    if (isSpent && after === undefined && countedSince < end) {
      yield toBatch(counter.take(), countedSince);
      return;
    }
    yield toBatch(counter.take(wholeSince));
  }
}
