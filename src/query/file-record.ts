import type { LedgerEntry } from '../store/ledger/ledger-item';
import type { FileQuery, FileStatus } from './file-query';
import type { KnownFile } from './known-files';
import type { TimeRange } from './time-range';
import { isUnreferenced } from './unreferenced-files';

/** What is known of one content of a log file, or of a file whose last attempt failed. */
export interface FileRecord extends Omit<LedgerEntry, 'rejected' | 'activityMeaning'> {
  /** Set if different contents arrived under the key of the file. Each has a record. */
  readonly altered?: true | undefined;
  /** Set if no digest names the file, and it was looked for: in a question about unreferenced files. */
  readonly unreferenced?: true | undefined;
  /** The first 100 records that could not be audited, by their index in the file. `counts.rejected` counts all. */
  readonly rejectedRecords?: LedgerEntry['rejected'];
}

/**
 * The records of a file. Only a file that CloudTrail delivered can be altered: others may change.
 * @param unreferenced files that no digest names, as `UnreferencedFiles` has them
 */
export function toFileRecords(
  { entries }: KnownFile,
  unreferenced?: ReadonlySet<string> | undefined,
): FileRecord[] {
  const hashes = new Set(
    entries.flatMap(({ status, sha256, shapes }) =>
      status === 'done' && sha256 !== undefined && shapes === undefined ? [sha256] : [],
    ),
  );
  return entries.map(({ rejected, activityMeaning: _, ...entry }) => ({
    ...entry,
    ...(entry.status === 'done' && hashes.size > 1 && { altered: true }),
    ...(isUnreferenced(entry, unreferenced) && { unreferenced: true }),
    ...(rejected?.length && { rejectedRecords: rejected }),
  }));
}

const HAS_STATUS: Readonly<Record<FileStatus, (record: FileRecord) => boolean>> = {
  done: ({ status }) => status === 'done',
  failed: ({ status }) => status === 'failed',
  rejected: ({ counts }) => counts.rejected > 0,
  altered: ({ altered }) => altered === true,
  unreferenced: ({ unreferenced }) => unreferenced === true,
};

/** Whether a record has a status. */
export const hasStatus = (record: FileRecord, status: FileStatus): boolean => HAS_STATUS[status](record);

/** The day of the folder. A file outside of CloudTrail's folders has that of its last event, if it has one. */
export const toDeliveryDay = ({
  day,
  lastEventTime,
}: Pick<FileRecord, 'day' | 'lastEventTime'>): string | undefined =>
  day === 'unknown' ? lastEventTime?.slice(0, 10) : day;

/** Makes a filter of a query whose times are `range`. A record without a time is in every range. */
export function fileMatcher(
  { status, account, eventRegion, day }: Omit<FileQuery, 'since' | 'until'>,
  { since, until }: TimeRange,
): (record: FileRecord) => boolean {
  const [first, end] = [Date.parse(since ?? ''), Date.parse(until ?? '')];
  return (record) => {
    const finished = Date.parse(record.finishedAt);
    if (finished < first || finished >= end) return false;
    if (account && !account.includes(record.accountId)) return false;
    if (eventRegion && !eventRegion.includes(record.region)) return false;
    if (day && !day.includes(toDeliveryDay(record) ?? '')) return false;
    return !status || status.some((one) => hasStatus(record, one));
  };
}
