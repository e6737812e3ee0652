import type { EntryGroup } from '../../activity/activity-entry';
import { MOST_RECORDED } from '../../activity/recorded-in-full';
import type { ActivityEntry } from '../../store/ledger/activity-item';
import type { TableHour } from './table-hours';

/** An hour, and whether calls in it may have no record only because their file has so many of their principal. */
export interface CappedHour extends TableHour {
  isCapped(entry: ActivityEntry, group: EntryGroup): boolean;
}

type Counts = ReadonlyMap<string, number>;

const toName = ({ file }: ActivityEntry, { principal }: EntryGroup): string => `${file} ${principal}`;

/**
 * Finds the calls that could be recorded in full but for their number: those of a principal of which a file has as many
 * records as it may have. The events of a file are about two hours at most, so those before and after are looked at.
 */
export async function* findCapped(hours: AsyncGenerator<TableHour>): AsyncGenerator<CappedHour> {
  let before: RecordCounts | undefined;
  let current: RecordCounts | undefined;
  const toCapped = (counts: RecordCounts, after?: RecordCounts): CappedHour => {
    const near = [before, counts, after];
    return {
      ...counts.hour,
      isCapped(entry, group) {
        const name = toName(entry, group);
        return near.reduce((sum, one) => sum + (one?.find(name) ?? 0), 0) >= MOST_RECORDED;
      },
    };
  };
  for await (const hour of hours) {
    const next = new RecordCounts(hour);
    if (current) {
      yield toCapped(current, next);
      before = current;
    }
    current = next;
  }
  if (current) yield toCapped(current);
}

/** Records of an hour by file and principal, counted once somebody asks: most questions never do. */
class RecordCounts {
  #counts: Counts | undefined;

  constructor(readonly hour: TableHour) {}

  find(name: string): number {
    this.#counts ??= countRecorded(this.hour);
    return this.#counts.get(name) ?? 0;
  }
}

/** Records by file and principal. A call on several tables counts once. */
function countRecorded({ entries }: TableHour): Counts {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    for (const group of entry.groups) {
      if (!group.home || group.recorded === 0) continue;
      const name = toName(entry, group);
      counts.set(name, (counts.get(name) ?? 0) + group.recorded);
    }
  }
  return counts;
}
