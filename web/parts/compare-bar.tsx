import { useAnswer } from '../api/questions';
import { usePlace } from '../place/use-place';
import { formatTime } from '../text/time';
import { Problem, Value } from './text';

/** Says which event was kept for comparing, and what to do next. */
export function CompareBar({ eventId }: { readonly eventId: string }) {
  const { place, go, link } = usePlace();
  const { value, problem } = useAnswer('getEvent', {}, eventId);
  const record = value?.records[0];
  const isOther = place.event !== undefined && place.event !== eventId;
  return (
    <div class="compare-bar" role="status">
      {problem && <Problem message={problem.message} />}
      <p>
        Comparing with{' '}
        <a class="compared" href={link({ event: eventId })}>
          <Value>
            {record ? `${record.eventName} of ${formatTime(record.eventTime, place.zone)}` : eventId}
          </Value>
        </a>
        {isOther ? '.' : ': open another event.'}
      </p>
      <button type="button" onClick={() => go({ compare: undefined })}>
        Stop comparing
      </button>
    </div>
  );
}
