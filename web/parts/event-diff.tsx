import { useAnswer } from '../api/questions';
import { usePlace } from '../place/use-place';
import { formatTime } from '../text/time';
import { ChangeTable } from './change-table';
import { Notices, Problem } from './text';

/** What a change changed: its parameters beside those of the change before. */
export function EventDiff({ eventId }: { readonly eventId: string }) {
  const { place, link } = usePlace();
  const { value, problem } = useAnswer('getDiff', {}, eventId);
  if (problem) return <Problem message={problem.message} />;
  if (!value) return <p class="note">Looking for the change before…</p>;
  const { earlier, changes, notices, event } = value;
  return (
    <>
      {earlier && (
        <p class="note">
          Compared with the{' '}
          <a href={link({ event: earlier.eventId })}>
            {earlier.eventName} of {formatTime(earlier.eventTime, place.zone)}
          </a>
          . A parameter that is missing in this call can still be in force.
        </p>
      )}
      {earlier && changes.length === 0 && <p>Both calls have the same parameters.</p>}
      <ChangeTable
        changes={changes}
        before={earlier ? `Before, ${formatTime(earlier.eventTime, place.zone)}` : 'Before'}
        after={`After, ${formatTime(event.eventTime, place.zone)}`}
      />
      <Notices notices={notices} />
    </>
  );
}
