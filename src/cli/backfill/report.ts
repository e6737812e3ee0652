import type { QueueDepth } from '../../assure/aws/queue';
import type { Estimate, EventCounts, SampleResult } from '../../assure/backfill/estimate';
import type { FailedFile } from '../../assure/backfill/sent-files';
import type { SurveyProgress } from '../../assure/backfill/survey';
import { formatCount } from '../../query/format-count';
import { visible } from '../output/control-characters';
import { toFailureReason } from '../output/file-columns';
import { INTERRUPTED } from '../output/io';
import { formatBytes } from '../output/progress';
import { formatDuration } from '../output/units';
import { type BucketScope, type FolderScope, isFolder } from './options';

/** What a backfill covers, and what of it is ingested. */
export interface BackfillReport {
  /** `covered`: every log file is ingested, or somebody gave it up. */
  readonly status: 'covered' | 'failed' | 'waiting' | 'interrupted';
  readonly scope: BucketScope;
  readonly places: number;
  readonly days: number;
  readonly files: {
    readonly listed: number;
    /** Ingested before. */
    readonly alreadyIngested: number;
    /** Given up with `redrive --discard`. They stay gaps. */
    readonly discarded: number;
    readonly sent: number;
    /** Sent, and ingested since then. */
    readonly ingested: number;
    readonly failed: number;
    /** Not ingested, and not failed since they were sent. */
    readonly waiting: number;
  };
  /** Objects that are not log files. */
  readonly otherObjects: number;
  readonly queue?: QueueDepth;
  /** The first files that failed. */
  readonly failures: readonly FailedFile[];
  /** Days that were not looked at again after their files were sent. */
  readonly uncheckedDays: number;
}

/** What a backfill would do. */
export interface BackfillEstimate {
  readonly scope: BucketScope;
  readonly places: number;
  readonly days: number;
  readonly files: { readonly listed: number; readonly alreadyIngested: number; readonly discarded: number };
  readonly otherObjects: number;
  readonly sample: SampleResult;
  readonly estimate: Estimate;
}

/** A scope without values that are undefined. */
export const toReportedScope = ({
  bucket,
  prefixes,
  account,
  region,
  since,
  until,
}: BucketScope): BucketScope => ({
  ...{ bucket, prefixes },
  ...(account !== undefined && { account }),
  ...(region !== undefined && { region }),
  ...(since !== undefined && { since }),
  until,
});

export function describeScope(scope: BucketScope | FolderScope): string {
  const { account, region, since, until } = scope;
  const places = isFolder(scope)
    ? [scope.folder]
    : scope.prefixes.map((prefix) => `s3://${scope.bucket}/${prefix}`);
  return (
    `${places.join(', ')}, ${account ? `account ${account}` : 'all accounts'}, ${region ?? 'all Regions'}, ` +
    `delivered ${since === undefined ? '' : `from ${since} `}until ${until}`
  );
}

/** The line of what was listed. */
export const describeListed = (
  listed: number,
  { places, days, otherObjects }: Pick<BackfillReport, 'places' | 'days' | 'otherObjects'>,
): string =>
  `${formatCount(listed)} log files of ${formatCount(places)} accounts and Regions on ${formatCount(days)} days; ` +
  `${formatCount(otherObjects)} other objects`;

/** The lines of an estimate about files and their events. */
export const formatSample = (
  { files, bytes, dataEvents, controlEvents }: Pick<Estimate, 'files' | 'bytes' | keyof EventCounts>,
  sample: SampleResult,
): string[] => [
  `To ingest:   ${formatCount(files)} log files, ${formatBytes(bytes)}`,
  `Sample:      ${formatCount(sample.files)} log files read`,
  ...sample.unreadable.map(({ key, reason }) => `Unreadable:  ${key}: ${reason}`),
  `Events:      about ${formatCount(dataEvents + controlEvents)}: ${formatCount(dataEvents)} data events, ${formatCount(controlEvents)} others`,
];

/** The line of progress. @param share part of the listing that is done */
export function formatBackfillProgress(
  { files, placesDone, places }: SurveyProgress,
  sent: number,
  depth: QueueDepth | undefined,
  seconds: number,
  share: number,
): string {
  const listed = files.done + files.discarded + files.failed + files.missing;
  const left =
    share > 0 && share < 1 ? `, about ${formatDuration((seconds * (1 - share)) / share)} left` : '';
  const queue = depth ? `, ${formatCount(depth.waiting + depth.inFlight)} messages in the queue` : '';
  return (
    `${formatCount(placesDone)} of ${formatCount(places)} accounts and Regions listed: ` +
    `${formatCount(listed)} log files, ${formatCount(files.done)} ingested before, ` +
    `${formatCount(sent)} sent (${formatCount(Math.round(sent / Math.max(1, seconds)))}/s)${queue}${left}.`
  );
}

/** The line of progress while sent files are ingested. */
export const formatWaiting = (waiting: number, depth: QueueDepth | undefined): string =>
  `All log files are sent. ${formatCount(waiting)} are not ingested yet` +
  `${depth ? `; about ${formatCount(depth.waiting + depth.inFlight)} messages in the queue` : ''}.`;

export function formatBackfill(report: BackfillReport): string {
  const { scope, status, files, queue, failures, uncheckedDays } = report;
  const lines = [
    `Scope:     ${describeScope(scope)}`,
    `Listed:    ${describeListed(files.listed, report)}`,
    `Before:    ${formatCount(files.alreadyIngested)} were already ingested, ${formatCount(files.discarded)} discarded as gaps`,
    `Sent:      ${formatCount(files.sent)}: ${formatCount(files.ingested)} ingested, ${formatCount(files.failed)} failed, ${formatCount(files.waiting)} not ingested yet`,
    ...(queue
      ? [
          `In queue:  about ${formatCount(queue.waiting)} messages wait, ${formatCount(queue.inFlight)} are being read`,
        ]
      : []),
    ...failures.map(
      ({ key, error }) => `Failed:    ${key}: ${toFailureReason({ bucket: scope.bucket, key, error })}`,
    ),
    ...(uncheckedDays > 0
      ? [
          `Unchecked: ${formatCount(uncheckedDays)} days, because there are too many. Run the same command again.`,
        ]
      : []),
    STATUS[status],
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}

const STATUS: Readonly<Record<BackfillReport['status'], string>> = {
  covered: 'Covered: the audit has every log file of this scope, except for discarded ones.',
  failed:
    'Not covered: some log files failed. List them with "ddb-audit redrive" after SQS has given them up, ' +
    'or with "ddb-audit files --status failed".',
  waiting: 'Not covered yet: some log files are not ingested. Run the same command again later to check.',
  interrupted: INTERRUPTED,
};

export function formatEstimate(report: BackfillEstimate): string {
  const { scope, files, sample, estimate } = report;
  const lines = [
    `Scope:       ${describeScope(scope)}`,
    `Listed:      ${describeListed(files.listed, report)}`,
    `Ingested:    ${formatCount(files.alreadyIngested)}; ${formatCount(files.discarded)} discarded as gaps`,
    ...formatSample(estimate, sample),
    `Write units: about ${formatCount(estimate.writeUnits)}`,
    `Cost:        about $${estimate.dollars.toFixed(2)} in us-east-1, without storage`,
    `Time:        about ${formatDuration(estimate.hours * 3_600)}, limited by ${estimate.limitedBy}`,
    'Nothing was sent.',
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}
