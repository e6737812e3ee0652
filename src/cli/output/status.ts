import { formatLifecycle } from '../../assure/lifecycle/format-lifecycle';
import type { AuditStatus } from '../../query/audit-status';
import { formatCount as count } from '../../query/format-count';
import type { QueueRole, QueueStatus } from '../../query/queue-status';
import type { StatusCoverage } from '../../query/status-coverage';
import type { LastBackfill } from '../../store/ledger/last-backfill';
import { visible } from './control-characters';
import { toFailureReason } from './file-columns';
import type { Io } from './io';
import { formatDuration as duration } from './units';

/** Formats what became of all log files: counts, failures, and the last file of each place. */
export async function formatStatus(status: AuditStatus, io: Io): Promise<string> {
  const { files, counts, failures, places, queues, lastBackfill, lifecycles = [], coverage } = status;
  const { formatTable } = await import('./table');
  const lines = [
    `${count(files.all)} log files: ${count(files.done)} done, ${count(files.failed)} failed, ` +
      `${count(files.rejected)} with rejected records, ${count(files.altered)} altered` +
      `${files.unreferenced === undefined ? '' : `, ${count(files.unreferenced)} unreferenced`}`,
    status.lastFinishedAt === undefined
      ? 'Last file: none'
      : `Last file: ${status.lastFinishedAt}, ${duration(status.lagSeconds ?? 0)} ago; ` +
        `${count(status.finishedLastHour)} in the last hour, ${count(status.finishedLastDay)} in the last 24 hours`,
    `${count(counts.read)} records read: ${count(counts.audited)} audited${formatSummarized(status)}, ` +
      `${count(counts.rejected)} rejected, ` +
      `${count(counts.duplicates)} duplicates, ${count(counts.excluded)} excluded, ` +
      `${count(counts.otherServices)} of other services; ${count(status.unaccounted)} unaccounted for`,
    ...(queues?.length ? [`Queues: ${queues.map(formatQueue).join('; ')}`] : []),
    ...(lastBackfill ? [formatLastBackfill(lastBackfill)] : []),
    ...lifecycles.map(formatLifecycle),
    ...(coverage ? formatCoverage(coverage) : []),
    ...failures.map((failure) => `Failed: ${failure.bucket}/${failure.key}: ${toFailureReason(failure)}`),
  ];
  if (files.failed > failures.length) {
    lines.push(
      `${count(files.failed - failures.length)} more failed: ddb-audit files --status failed --limit all`,
    );
  }
  const table = formatTable(
    ['ACCOUNT', 'REGION', 'FILES', 'FAILED', 'LAST DELIVERED', 'LAST FINISHED', 'STATE'].map((head) => ({
      head,
    })),
    places.map((place) =>
      [
        ...[place.accountId, place.region, count(place.files), count(place.failed)],
        ...[place.lastDelivered ?? '', place.lastFinishedAt, place.silent ? 'silent' : ''],
      ].map((text) => ({ text })),
    ),
    io.stdout.isTTY ? io.stdout.columns : undefined,
  );
  return `${lines.map((line) => `${visible(line)}\n`).join('')}${places.length > 0 ? `\n${table}` : ''}`;
}

/** Without `dataEventDetail`, every audited event has a record: then nothing is said of it. */
const formatSummarized = ({ counts: { recorded, summarized } }: AuditStatus): string =>
  summarized === 0 ? '' : ` (${count(recorded)} recorded, ${count(summarized)} summarized)`;

const formatLastBackfill = ({ bucket, finishedAt, status, listed, sent, failed }: LastBackfill): string =>
  `Last backfill: s3://${bucket}, ended ${finishedAt}, ${status}: ${count(listed)} log files listed, ` +
  `${count(sent)} sent, ${count(failed)} failed`;

function formatCoverage({ since, deliveredUntil, places }: StatusCoverage): string[] {
  const { expected, proven, exceptions, exceptionsOmitted } = places;
  const until = deliveredUntil === undefined ? '' : `, known until ${deliveredUntil}`;
  return [
    `Proven: ${count(proven)} of ${count(expected)} accounts and Regions, deliveries since ${since}${until}`,
    ...exceptions.map(
      (place) =>
        `Not proven: ${place.accountId} ${place.region} from ${place.since} until ${place.until}: ${place.state}` +
        `${place.reason === undefined ? '' : `, ${place.reason}`}`,
    ),
    ...(exceptionsOmitted > 0 ? [`${count(exceptionsOmitted)} more are not proven: ddb-audit verify`] : []),
  ];
}

const QUEUE_NAMES: Readonly<Record<QueueRole, string>> = {
  notifications: 'notifications',
  deadLetters: 'dead letters',
  failedInvocations: 'failed invocations',
  assurance: 'digests to verify',
  assuranceDeadLetters: 'digests that failed',
};

const formatQueue = ({ queue, waiting, inFlight, delayed }: QueueStatus): string =>
  `${QUEUE_NAMES[queue]} ${count(waiting)}` +
  `${inFlight > 0 ? ` + ${count(inFlight)} in flight` : ''}${delayed > 0 ? ` + ${count(delayed)} delayed` : ''}`;
