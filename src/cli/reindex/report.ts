import { INGEST_PRICES } from '../../assure/backfill/ingest-cost';
import { MEANING_VERSION } from '../../audit/meaning-version';
import type { Change } from '../../audit/record-changes';
import type { ReindexCounts } from '../../reindex/counts';
import type { ReindexProgress } from '../../reindex/reindex-table';
import { visible } from '../output/control-characters';
import { formatCount, formatDuration } from '../output/units';
import type { ReindexRange } from './options';

/** Dollars for a million read units, us-east-1. */
const MILLION_READ_UNITS = 0.125;
const MILLION = 1_000_000;

/**
 * How a run ended. `left`: some records stay as they are. `settingsChanged`: other settings were deployed while it ran,
 * so it must run again.
 */
export type ReindexStatus = 'dryRun' | 'done' | 'left' | 'settingsChanged' | 'interrupted';

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
}

export function toReport(
  status: ReindexStatus,
  range: ReindexRange,
  { startedAt, counts }: ReindexProgress,
  completeSince: string | undefined,
): ReindexReport {
  const { lastLeft: _, ...rest } = counts;
  const { readUnits, writeUnits } = counts;
  return {
    ...{ status, range, meaningVersion: MEANING_VERSION, startedAt },
    ...rest,
    dollars: (readUnits * MILLION_READ_UNITS + writeUnits * INGEST_PRICES.dynamoDbWriteUnits) / MILLION,
    ...(completeSince !== undefined && { completeSince }),
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

/** What a run on a data folder did, or would do. */
export interface FolderReport
  extends Pick<ReindexReport, 'events' | 'changed' | 'left' | 'kinds' | 'meaningVersion'> {
  readonly status: Exclude<ReindexStatus, 'settingsChanged'>;
  readonly examples: readonly Example[];
  readonly leftExamples: ReindexReport['leftExamples'];
}

type Example = Omit<ReindexCounts['examples'][number], 'changes'> & { readonly changes: readonly Change[] };

export function formatFolder(report: FolderReport): string {
  const { events, meaningVersion } = report;
  const lines = [
    events === 0
      ? `All records have meaning version ${meaningVersion}, that of this ddb-audit.`
      : `Read:        ${formatCount(events)} records with an earlier meaning`,
    ...(events === 0 ? [] : formatChanges(report)),
    toStatusLine(report),
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}

export function formatReindex(report: ReindexReport): string {
  const { status, range, events, items, staleLinks } = report;
  const lines = [
    `Range:       ${formatRange(range)}`,
    `Read:        ${formatCount(events)} records (${formatCount(items)} items)`,
    ...(staleLinks > 0
      ? [
          `${status === 'dryRun' ? 'To remove:  ' : 'Removed:    '} ${formatCount(staleLinks)} link items that no longer apply`,
        ]
      : []),
    ...formatChanges(report),
    `Write units: about ${formatCount(report.writeUnits)}`,
    `Cost:        about $${report.dollars.toFixed(2)} in us-east-1, with ${formatCount(Math.ceil(report.readUnits))} read units`,
    toStatusLine(report),
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}

const formatChanges = ({
  status,
  changed,
  left,
  kinds,
  examples,
  leftExamples,
}: Omit<FolderReport, 'status'> & Pick<ReindexReport, 'status'>): string[] => [
  `${status === 'dryRun' ? 'To change:  ' : 'Changed:    '} ${formatCount(changed)} records`,
  ...Object.entries(kinds)
    .sort(([, one], [, other]) => other - one)
    .map(([kind, count]) => `  ${formatCount(count).padStart(10)} ${kind}`),
  `Left:        ${formatCount(left)} records that cannot be read again`,
  ...leftExamples.map(({ eventId, reason }) => `  ${eventId}: ${reason}`),
  ...(examples.length > 0 ? ['Examples:'] : []),
  ...examples.flatMap(({ eventId, eventTime, eventName, changes }) => [
    `  ${eventTime} ${eventName} ${eventId}`,
    ...changes.map((change) => `    ${formatChange(change)}`),
  ]),
];

const formatRange = ({ since, until }: ReindexRange): string => {
  if (since === undefined && until === undefined) return 'all records';
  return `records ${[since && `from ${since}`, until && `until ${until}`].filter(Boolean).join(' ')}`;
};

const formatChange = ({ kind, before, after }: Change): string =>
  before === undefined ? kind : `${kind}: ${before} -> ${after}`;

function toStatusLine({ status, completeSince }: Pick<ReindexReport, 'status' | 'completeSince'>): string {
  const complete =
    completeSince === undefined ? '' : ` All indexes are complete for records since ${completeSince}.`;
  return {
    dryRun: 'Nothing was changed.',
    done: `Done.${complete}`,
    left: `Done, but some records stay as they are.${complete}`,
    settingsChanged: 'Other settings were deployed in the meantime. Run the same command again.',
    interrupted: 'Not done yet.',
  }[status];
}
