import { INGEST_PRICES } from '../../assure/backfill/ingest-cost';
import { MEANING_VERSION } from '../../audit/meaning-version';
import { countWords, formatCount } from '../../query/format-count';
import { READ_PRICES } from '../../query/read-cost';
import type { ReindexCounts } from '../../reindex/counts';
import type { ReindexProgress } from '../../reindex/reindex-table';
import { type EntryCounts, noEntryCounts } from '../../reindex/remake-entries';
import { EVER } from '../../store/ledger/index-coverage';
import { visible } from '../output/control-characters';
import { formatBytes } from '../output/progress';
import { formatDuration } from '../output/units';
import { formatChanges, formatStatus, type ReindexStatus } from './format-changes';
import type { ReindexRange } from './options';

const MILLION = 1_000_000;

/** What a run did, or would do. */
export interface ReindexReport extends Omit<ReindexCounts, 'lastLeft'> {
  readonly status: ReindexStatus;
  readonly range: ReindexRange;
  readonly meaningVersion: number;
  /** When it began, ISO 8601. A run that goes on began earlier. */
  readonly startedAt: string;
  /** US dollars for its read and write units, with the prices of us-east-1. */
  readonly dollars: number;
  /** `eventTime` from which all indexes are complete. Only set by a run that is done. */
  readonly completeSince?: string;
  /**
   * Number of log files that were sent to the ingest queue, or would be, because their activity entries are of an earlier
   * version. Absent if every event has a record, and for a run that is not done.
   */
  readonly logFiles?: number;
  /**
   * Activity entries of an earlier version that were made again of log files in S3, or would be. Their write and read units are
   * in those of the run, too. Absent if `logFiles` is set, without activity entries, and for a run that did not come so far.
   */
  readonly entries?: EntryCounts;
}

export function toReport(
  status: ReindexStatus,
  range: ReindexRange,
  { startedAt, counts }: ReindexProgress,
  more: Pick<ReindexReport, 'completeSince' | 'logFiles' | 'entries'>,
): ReindexReport {
  const { lastLeft: _, ...rest } = counts;
  const { entries = noEntryCounts() } = more;
  const readUnits = counts.readUnits + entries.readUnits;
  const writeUnits = counts.writeUnits + entries.writeUnits;
  const { readUnits: perRead, files: perFile } = READ_PRICES;
  return {
    ...{ status, range, meaningVersion: MEANING_VERSION, startedAt },
    ...rest,
    ...{ readUnits, writeUnits },
    dollars:
      (readUnits * perRead + writeUnits * INGEST_PRICES.dynamoDbWriteUnits + entries.files * perFile) /
      MILLION,
    ...more,
  };
}

/**
 * The line of progress.
 * @param before items that an earlier part of the run looked at
 * @param all items of the table, about; undefined if not known
 */
export function formatReindexProgress(
  { items, events, changed, left }: ReindexCounts,
  before: number,
  all: number | undefined,
  seconds: number,
): string {
  const rate = (items - before) / Math.max(1, seconds);
  const isKnown = all !== undefined && all > items;
  const remaining = isKnown && rate > 0 ? `, about ${formatDuration((all - items) / rate)} left` : '';
  return (
    `${formatCount(items)}${isKnown ? ` of about ${formatCount(all)}` : ''} items read ` +
    `(${formatCount(Math.round(rate))}/s): ${formatCount(events)} records, ${formatCount(changed)} changed, ` +
    `${formatCount(left)} left as they are${remaining}.`
  );
}

/** The line of progress while activity entries are made again. */
export const formatEntryProgress = ({ files, left }: EntryCounts, seconds: number): string =>
  `${formatCount(files)} log files read again (${formatCount(Math.round(files / Math.max(1, seconds)))}/s), ` +
  `${formatCount(left)} left as they are.`;

export function formatReindex(report: ReindexReport): string {
  const { status, range, events, items } = report;
  const lines = [
    `Range:       ${formatRange(range)}`,
    `Read:        ${formatCount(events)} records (${formatCount(items)} items)`,
    ...formatChanges(report),
    ...formatLogFiles(report),
    ...formatEntries(report),
    `Write units: about ${formatCount(report.writeUnits)}`,
    `Cost:        about $${report.dollars.toFixed(2)} in us-east-1, with ${formatCount(Math.ceil(report.readUnits))} read units`,
    formatStatus(status, toComplete(report)),
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}

const formatLogFiles = ({ status, logFiles = 0 }: ReindexReport): string[] => {
  if (logFiles === 0) return [];
  const sent = status === 'dryRun' ? 'to send to' : 'sent to';
  return [
    `Log files:   ${formatCount(logFiles)} ${sent} the ingest queue, to make their activity entries again`,
  ];
};

const formatEntries = ({ status, entries }: ReindexReport): string[] => {
  if (!entries || entries.files + entries.left === 0) return [];
  const { files, bytes, moved, left, leftExamples } = entries;
  const read = status === 'dryRun' ? 'to read again' : 'read again';
  return [
    `Log files:   ${formatCount(files)} ${read} (${formatBytes(bytes)}), to make their activity entries again`,
    ...(moved > 0
      ? [`Moved:       calls of ${countWords(moved, 'log file')}, to other activity entries`]
      : []),
    ...(left > 0 ? [`Left:        activity entries of ${formatCount(left)} log files`] : []),
    ...leftExamples.map(({ file, reason }) => `  ${file}: ${reason}`),
  ];
};

const formatRange = ({ since, until }: ReindexRange): string => {
  if (since === undefined && until === undefined) return 'all records';
  return `records ${[since && `from ${since}`, until && `until ${until}`].filter(Boolean).join(' ')}`;
};

const toComplete = ({ completeSince }: ReindexReport): string | undefined =>
  completeSince === undefined
    ? undefined
    : `All indexes are complete for ${completeSince === EVER ? 'all records' : `records since ${completeSince}`}.`;
