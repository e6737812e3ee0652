import type { TimeRange } from '../assure/covered-time';
import type { AuditStore } from '../query/audit-store';
import { type FileRecord, hasStatus, toDeliveryDay, toFileRecords } from '../query/file-record';
import { Smallest } from '../query/smallest';
import { addCounts, countUnaccounted, nothingCounted } from '../store/ledger/file-counts';
import { formatPlace } from '../trail/object-place';
import type { Report, ReportedFile } from './report-schema';
import { shorten } from './reported-event';

const MAXIMUM_LISTED = 200;

type Files = Pick<Report, 'files' | 'conservation'>;
type Status = ReportedFile['statuses'][number];

/** Log files on one machine have this bucket. */
const LOCAL = 'local';

/** Reads what became of the log files of the days of a range, by their folders. Reads the whole ledger. */
export async function collectFiles(
  store: AuditStore,
  { since, until }: TimeRange,
  accountIds: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Files> {
  const [firstDay, lastDay] = [
    since.slice(0, 10),
    new Date(Date.parse(until) - 1).toISOString().slice(0, 10),
  ];
  const isAsked = (record: FileRecord): boolean => {
    const day = toDeliveryDay(record);
    if (accountIds && !accountIds.includes(record.accountId)) return false;
    return day === undefined || (day >= firstDay && day <= lastDay);
  };
  const files = { files: 0, contents: 0, withoutDay: 0 };
  const statuses = { done: 0, failed: 0, discarded: 0, rejected: 0, altered: 0 };
  const counts = nothingCounted();
  const listed = new Smallest<ReportedFile>(MAXIMUM_LISTED);
  let remarkable = 0;
  for await (const batch of store.files({ signal })) {
    for (const file of batch.files) {
      const records = toFileRecords(file).filter(isAsked);
      const [first] = records;
      if (!first) continue;
      files.files += 1;
      files.contents += records.length;
      files.withoutDay += records.filter((record) => toDeliveryDay(record) === undefined).length;
      for (const record of records) addCounts(counts, record.counts);
      const found = STATUSES.filter((status) => records.some(HAS_STATUS[status]));
      if (records.some((record) => hasStatus(record, 'done'))) statuses.done += 1;
      for (const status of found) statuses[status] += 1;
      if (found.length === 0) continue;
      remarkable += 1;
      listed.take(formatPlace(first), () => toReportedFile(first, found, records));
    }
  }
  const kept = listed.toEntries().map(([, file]) => file);
  return {
    files: { firstDay, lastDay, ...files, ...statuses, listed: kept, omitted: remarkable - kept.length },
    conservation: { ...counts, unaccounted: countUnaccounted(counts) },
  };
}

const HAS_STATUS: Readonly<Record<Status, (record: FileRecord) => boolean>> = {
  failed: (record) => hasStatus(record, 'failed') && record.discarded === undefined,
  discarded: ({ discarded }) => discarded !== undefined,
  rejected: (record) => hasStatus(record, 'rejected'),
  altered: (record) => hasStatus(record, 'altered'),
};
const STATUSES = Object.keys(HAS_STATUS) as Status[];

function toReportedFile(first: FileRecord, statuses: Status[], records: readonly FileRecord[]): ReportedFile {
  const reasons = [...new Set(records.flatMap(findReasons))].sort();
  return {
    object: shorten(first.bucket === LOCAL ? first.key : formatPlace(first)),
    day: toDeliveryDay(first) ?? 'unknown',
    statuses,
    ...(reasons.length > 0 && { reason: shorten(reasons.join('; ')) }),
  };
}

const findReasons = ({ error, discarded, rejectedRecords }: FileRecord): string[] => [
  ...(error === undefined ? [] : [error]),
  ...(discarded === undefined ? [] : [`Discarded: ${discarded}`]),
  ...(rejectedRecords?.slice(0, 1) ?? []).map(({ index, reason }) => `Record ${index}: ${reason}`),
];
