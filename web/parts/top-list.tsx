import { toQuestion, useAnswer } from '../api/questions';
import { withCondition } from '../place/filters';
import { usePlace } from '../place/use-place';
import { formatCount, shortName } from '../text/words';
import { Problem, Value } from './text';

const SHOWN = 8;

interface TopProps {
  readonly by: 'resource' | 'principal' | 'action';
  readonly label: string;
}

/** The values with the most events. */
export function TopList({ by, label }: TopProps) {
  const { place, link } = usePlace();
  const { value, problem, isLoading } = useAnswer('summarizeEvents', { ...toQuestion(place), by });
  const entries = Object.entries(value?.totals ?? {}).sort(([, one], [, other]) => other - one);
  const highest = entries[0]?.[1] ?? 1;
  return (
    <section class="panel" aria-label={label} aria-busy={isLoading}>
      <div class="bar">
        <h2>{label}</h2>
        <span class="note">{entries.length > SHOWN && `${SHOWN} of ${formatCount(entries.length)}`}</span>
      </div>
      {problem && <Problem message={problem.message} />}
      {value && entries.length === 0 && <p class="note">None</p>}
      <ol class="top">
        {entries.slice(0, SHOWN).map(([one, count]) => (
          <li key={one}>
            <a
              href={link({
                view: 'search',
                filters: withCondition(place.filters, { name: by, value: one, excluded: false }),
              })}
              title={one}
            >
              <span class="top-bar" style={{ width: `${(count / highest) * 100}%` }} />
              <span class="top-name">
                <Value>{shortName(one)}</Value>
              </span>
              <span class="number">{formatCount(count)}</span>
            </a>
          </li>
        ))}
      </ol>
      {value && !value.complete && <p class="note">Counted since {value.countedSince}</p>}
    </section>
  );
}
