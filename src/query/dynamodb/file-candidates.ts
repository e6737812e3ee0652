import type { EntryGroup } from '../../activity/activity-entry';
import { toEventTime } from '../../activity/to-groups';
import type { ActivityEntry } from '../../store/ledger/activity-item';
import type { NamedLogFile } from '../log-file-reader';
import type { Order } from '../time-range';
import { comesBefore } from './merge-order';

/** A group of an activity entry, some calls of which may answer a question. */
export interface EntryCalls {
  readonly entry: ActivityEntry;
  readonly group: EntryGroup;
}

/** A log file that may hold calls of an hour without a record of their own that answer a question. */
export interface FileCandidate {
  /** Names the content of the file among entries. */
  readonly name: string;
  readonly file: NamedLogFile;
  /** `YYYY-MM-DDTHH` */
  readonly hour: string;
  /** Time of the first and the last of these calls. */
  readonly first: string;
  readonly last: string;
  /** Hashes of the calls, and of others of their groups that have a record. */
  readonly events: ReadonlySet<number>;
  /** Number of the calls. */
  readonly summarized: number;
}

/** How many calls of a group have no record of their own. */
const countSummarized = ({ events, recorded }: EntryGroup): number => events.length - recorded;

/** The log files of the calls of an hour that have no record of their own. */
export function toFileCandidates(calls: readonly EntryCalls[]): FileCandidate[] {
  const found = new Map<string, FileCandidate & { readonly events: Set<number> }>();
  for (const { entry, group } of calls) {
    const summarized = countSummarized(group);
    if (summarized === 0) continue;
    const { file: name, hour, source, versionId, sha256 } = entry;
    const [first, last] = [toEventTime(hour, group.first), toEventTime(hour, group.last)];
    const known = found.get(name);
    const events = known?.events ?? new Set();
    for (const event of group.events) events.add(event);
    found.set(name, {
      name,
      file: known?.file ?? { ...source, versionId, sha256 },
      hour,
      first: known && known.first < first ? known.first : first,
      last: known && known.last > last ? known.last : last,
      events,
      summarized: (known?.summarized ?? 0) + summarized,
    });
  }
  return [...found.values()];
}

/** Sorts files by the end at which a question begins: whatever comes next is in the first of them. */
export const sortFiles = (files: readonly FileCandidate[], order: Order): FileCandidate[] =>
  [...files].sort((one, other) =>
    comesBefore(toFilePlace(one, order), toFilePlace(other, order), order) ? -1 : 1,
  );

/** The place of a file in that order, as text. */
export const toFilePlace = ({ first, last, name }: FileCandidate, order: Order): string =>
  `${order === 'asc' ? first : last} ${name}`;
