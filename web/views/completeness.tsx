import { useEffect } from 'preact/hooks';
import type { Answer } from '../../src/http/operations';
import { toQuestion, useAnswer } from '../api/questions';
import { DataTable } from '../parts/data-table';
import { Notices, Problem, Value } from '../parts/text';
import { usePlace } from '../place/use-place';
import { formatTime, formatZone } from '../text/time';
import { countWords, formatCount } from '../text/words';
import type { ViewProps } from './view';

/** Whether log files can be missing, and what became of those that arrived. */
export function CompletenessView({ onCoverage }: ViewProps) {
  const { place } = usePlace();
  const page = useAnswer('searchEvents', { ...toQuestion(place), limit: 1 });
  const { value: status, problem, isLoading } = useAnswer('getStatus', {});
  const coverage = page.value?.coverage;
  useEffect(() => onCoverage(coverage), [coverage, onCoverage]);
  if (problem) return <Problem message={problem.message} />;
  if (!status) return <p class="note">{isLoading && 'Reading the ledger…'}</p>;
  const { files, counts, places } = status;
  const exceptions = status.coverage?.places.exceptions ?? [];
  return (
    <div class="completeness">
      <section class="panel" aria-label="Log files">
        <h2>Log files</h2>
        <dl class="numbers">
          <Fact label="Log files" value={files.all} />
          <Fact label="Failed" value={files.failed} isBad={files.failed > 0} />
          <Fact label="With rejected records" value={files.rejected} isBad={files.rejected > 0} />
          <Fact label="Altered" value={files.altered} isBad={files.altered > 0} />
          {files.unreferenced !== undefined && (
            <Fact label="In no digest" value={files.unreferenced} isBad={files.unreferenced > 0} />
          )}
          <Fact label="Records read" value={counts.read} />
          <Fact label="Audited" value={counts.audited} />
          {counts.summarized > 0 && <Fact label="Of these, summarized" value={counts.summarized} />}
          <Fact label="Of other services" value={counts.otherServices} />
          <Fact label="Excluded by settings" value={counts.excluded} />
          <Fact label="Duplicates" value={counts.duplicates} />
          <Fact label="Rejected" value={counts.rejected} isBad={counts.rejected > 0} />
          <Fact label="Unaccounted" value={status.unaccounted} isBad={status.unaccounted !== 0} />
        </dl>
        {status.lastFinishedAt !== undefined && (
          <p class="note">
            The last log file was ingested at {formatTime(status.lastFinishedAt, place.zone)}{' '}
            {formatZone(place.zone)}; {countWords(status.finishedLastHour, 'log file')} in the last hour.
          </p>
        )}
        <Notices notices={status.notices} />
      </section>
      <section class="panel" aria-label="Places that are not proven">
        <h2>Not proven in the last 30 days</h2>
        {!status.coverage && (
          <p class="note">
            No digest of CloudTrail was verified, so log files may be missing. Run ddb-audit verify on a copy
            of the bucket.
          </p>
        )}
        {status.coverage && exceptions.length === 0 && <p>All accounts and Regions are proven.</p>}
        {exceptions.length > 0 && (
          <DataTable
            label="Table of places that are not proven"
            heads={['Account', 'Region', 'From', 'Until', 'State', 'Reason']}
            rows={exceptions.map(({ accountId, region, since, until, state, reason = '' }) => [
              accountId,
              region,
              formatTime(since, place.zone),
              formatTime(until, place.zone),
              state,
              <Value key="reason">{reason}</Value>,
            ])}
          />
        )}
      </section>
      {status.queues && (
        <section class="panel" aria-label="Queues">
          <h2>Queues</h2>
          <DataTable
            label="Table of queues"
            heads={['Queue', '#Waiting', '#In flight', '#Delayed']}
            rows={status.queues.map(({ queue, waiting, inFlight, delayed }) => [
              QUEUE_WORDS[queue],
              formatCount(waiting),
              formatCount(inFlight),
              formatCount(delayed),
            ])}
          />
        </section>
      )}
      <section class="panel" aria-label="Accounts and Regions">
        <h2>{countWords(places.length, 'account and Region', 'accounts and Regions')}</h2>
        <DataTable
          label="Table of accounts and Regions"
          heads={['Account', 'Region', '#Log files', '#Failed', 'Last delivery', 'Last ingest']}
          rows={places.map(({ accountId, region, files, failed, lastDelivered, silent, lastFinishedAt }) => [
            accountId,
            region,
            formatCount(files),
            formatCount(failed),
            `${lastDelivered ? formatTime(lastDelivered, place.zone) : ''}${silent ? ' (silent)' : ''}`,
            formatTime(lastFinishedAt, place.zone),
          ])}
        />
      </section>
    </div>
  );
}

type Queue = NonNullable<Answer<'getStatus'>['queues']>[number]['queue'];

const QUEUE_WORDS: Readonly<Record<Queue, string>> = {
  notifications: 'Log files to ingest',
  deadLetters: 'Log files that failed',
  failedInvocations: 'Invocations that failed',
  assurance: 'Digests to verify',
  assuranceDeadLetters: 'Digests that failed',
};

function Fact({
  label,
  value,
  isBad = false,
}: {
  readonly label: string;
  readonly value: number;
  readonly isBad?: boolean;
}) {
  return (
    <div class={isBad ? 'bad' : undefined}>
      <dt>{label}</dt>
      <dd>{formatCount(value)}</dd>
    </div>
  );
}
