import type { Answer } from '../../src/http/operations';
import { useAnswer } from '../api/questions';
import { DataTable } from '../parts/data-table';
import { HealthChecks } from '../parts/health-checks';
import { Notes, Problem, Value } from '../parts/text';
import { usePlace } from '../place/use-place';
import { QUEUE_WORDS } from '../text/health';
import { formatTime } from '../text/time';
import { countWords, formatCount } from '../text/words';
import { useCoverage } from './use-coverage';
import type { ViewProps } from './view';

type Status = Answer<'getStatus'>;

/** Is the audit itself healthy: is ingest up to date, has anything failed, and what is not proven? */
export function HealthView({ onCoverage }: ViewProps) {
  useCoverage(onCoverage);
  const { value: status, problem, isLoading } = useAnswer('getStatus', {});
  if (problem) return <Problem message={problem.message} />;
  if (!status) {
    return (
      <p class="note completeness" role="status">
        {isLoading && 'Reading what became of all log files…'}
      </p>
    );
  }
  return (
    <div class="completeness">
      <HealthChecks status={status} />
      {status.failures.length > 0 && <Failures status={status} />}
      {status.queues && status.queues.length > 0 && <Queues queues={status.queues} />}
      <Counts status={status} />
      <Places places={status.places} />
    </div>
  );
}

function Failures({ status: { failures, files } }: { readonly status: Status }) {
  const { place } = usePlace();
  return (
    <section class="panel" aria-label="Log files that failed">
      <h2>Log files that failed</h2>
      <DataTable
        label="Table of log files that failed"
        stacks
        heads={['Last try', 'Log file', 'Why']}
        rows={failures.map(({ bucket, key, finishedAt, error = '' }) => [
          formatTime(finishedAt, place.zone),
          <span key="file" class="long">
            <Value>{`${bucket}/${key}`}</Value>
          </span>,
          <span key="why" class="long">
            <Value>{error}</Value>
          </span>,
        ])}
      />
      {files.failed > failures.length && (
        <p class="note">
          The first {failures.length} of {formatCount(files.failed)}. To list all, use ddb-audit files
          --status failed.
        </p>
      )}
    </section>
  );
}

function Queues({ queues }: { readonly queues: NonNullable<Status['queues']> }) {
  return (
    <section class="panel" aria-label="Queues">
      <h2>Queues</h2>
      <DataTable
        label="Table of queues"
        heads={['Queue', '#Waiting', '#In flight', '#Delayed']}
        rows={queues.map(({ queue, waiting, inFlight, delayed }) => [
          QUEUE_WORDS[queue],
          formatCount(waiting),
          formatCount(inFlight),
          formatCount(delayed),
        ])}
      />
    </section>
  );
}

function Counts({ status: { files, counts, unaccounted, notices } }: { readonly status: Status }) {
  const facts: readonly (readonly [label: string, value: number, isBad?: boolean])[] = [
    ['Log files', files.all],
    ['Failed', files.failed, files.failed > 0],
    ['With rejected records', files.rejected, files.rejected > 0],
    ['Altered', files.altered, files.altered > 0],
    ...(files.unreferenced === undefined
      ? []
      : [['In no digest', files.unreferenced, files.unreferenced > 0] as const]),
    ['Records read', counts.read],
    ['Audited', counts.audited],
    ...(counts.summarized > 0 ? [['Of these, summarized', counts.summarized] as const] : []),
    ['Of other services', counts.otherServices],
    ['Excluded by settings', counts.excluded],
    ['Duplicates', counts.duplicates],
    ['Rejected', counts.rejected, counts.rejected > 0],
    ['Unaccounted', unaccounted, unaccounted !== 0],
  ];
  return (
    <section class="panel" aria-label="Log files">
      <h2>Log files and their records</h2>
      <dl class="numbers">
        {facts.map(([label, value, isBad = false]) => (
          <div key={label} class={isBad ? 'bad' : undefined}>
            <dt>{label}</dt>
            <dd>{formatCount(value)}</dd>
          </div>
        ))}
      </dl>
      <Notes notes={notices} />
    </section>
  );
}

function Places({ places }: { readonly places: Status['places'] }) {
  const { place } = usePlace();
  return (
    <section class="panel" aria-label="Accounts and Regions">
      <h2>{countWords(places.length, 'account and Region', 'accounts and Regions')}</h2>
      <DataTable
        label="Table of accounts and Regions"
        heads={['Account', 'Region', '#Log files', '#Failed', 'Last delivery', 'Last ingest']}
        rows={places.map(({ accountId, region, files, failed, lastDelivered, silent, lastFinishedAt }) => [
          <Value key="account">{accountId}</Value>,
          <Value key="region">{region}</Value>,
          formatCount(files),
          formatCount(failed),
          `${lastDelivered ? formatTime(lastDelivered, place.zone) : ''}${silent ? ' (silent)' : ''}`,
          formatTime(lastFinishedAt, place.zone),
        ])}
      />
    </section>
  );
}
