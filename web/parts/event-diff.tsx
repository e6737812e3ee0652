import { useAnswer } from '../api/questions';
import { usePlace } from '../place/use-place';
import { formatTime } from '../text/time';
import { JsonTree } from './json-tree';
import { Notices, Problem, Value } from './text';

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
      {changes.length > 0 && (
        <table class="diff">
          <thead>
            <tr>
              <th scope="col">Parameter</th>
              <th scope="col">Before</th>
              <th scope="col">After, {formatTime(event.eventTime, place.zone)}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ path, kind, before, after }) => (
              <tr key={path} class={`diff-${kind}`}>
                <th scope="row">
                  <Value>{path}</Value>
                </th>
                <td>
                  {before === undefined ? <span class="note">not set</span> : <JsonTree value={before} />}
                </td>
                <td>
                  {after === undefined ? <span class="note">not set</span> : <JsonTree value={after} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Notices notices={notices} />
    </>
  );
}
