import { useAnswer } from '../api/questions';
import { usePlace } from '../place/use-place';
import { formatTime } from '../text/time';
import { ChangeTable } from './change-table';
import { Notices, Problem, Value } from './text';

/** Fields that are different for every event. */
const OWN = ['eventID', 'requestID', 'eventTime'];

/** Real names are shorter. */
const MAXIMUM_NAME = 100;

/** The open event beside the one that was kept for comparing. */
export function EventComparison({ eventId, other }: { readonly eventId: string; readonly other: string }) {
  const { place, link } = usePlace();
  const { value, problem } = useAnswer('compareEvents', { with: other }, eventId);
  if (problem) return <Problem message={problem.message} />;
  if (!value) return <p class="note">Comparing…</p>;
  const { before, after, notices } = value;
  const changes = value.changes.filter(({ path }) => !OWN.includes(path)).sort(byParameters);
  const head = ({ eventName, eventTime }: typeof before) =>
    `${eventName.slice(0, MAXIMUM_NAME)}, ${formatTime(eventTime, place.zone)}`;
  const kept = before.eventId === other ? before : after;
  return (
    <section class="comparison" aria-label="Comparison">
      <p class="note">
        Compared with{' '}
        <a class="compared" href={link({ event: kept.eventId })}>
          <Value>{head(kept)}</Value>
        </a>
        . IDs and times are left out.
      </p>
      {changes.length === 0 && <p>Both events are the same, but for their IDs and times.</p>}
      <ChangeTable changes={changes} before={head(before)} after={head(after)} />
      <Notices notices={notices} />
    </section>
  );
}

/** What was asked for comes first: it differs for a reason. */
const byParameters = (one: { readonly path: string }, other: { readonly path: string }): number =>
  Number(other.path.startsWith('requestParameters')) - Number(one.path.startsWith('requestParameters'));
