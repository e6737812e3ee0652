import { toQuestion, useAnswer } from '../api/questions';
import { type Filters, withCondition } from '../place/filters';
import { findTable, toAccessKey, toPrincipal, toTable } from '../place/stories';
import { usePlace } from '../place/use-place';
import { formatCount, shortName } from '../text/words';
import { Problem, Value } from './text';

const SHOWN = 8;

interface TopProps {
  readonly by: 'resource' | 'principal' | 'action' | 'sourceIp' | 'error' | 'accessKey';
  readonly label: string;
  /** Default: the filters of the place. */
  readonly filters?: Filters;
}

/** The values with the most events. */
export function TopList({ by, label, filters: given }: TopProps) {
  const { place, link } = usePlace();
  const filters = given ?? place.filters;
  const { value, problem, isLoading } = useAnswer('summarizeEvents', {
    ...toQuestion({ ...place, filters }),
    by,
  });
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
                filters: withCondition(filters, { name: by, value: one, excluded: false }),
              })}
              title={one}
            >
              <span class="top-bar" style={{ width: `${(count / highest) * 100}%` }} />
              <span class="top-name">
                <Value>{shortName(one)}</Value>
              </span>
              <span class="number">{formatCount(count)}</span>
            </a>
            <StoryLink by={by} value={one} />
          </li>
        ))}
      </ol>
      {value && !value.complete && <p class="note">Counted since {value.countedSince}</p>}
    </section>
  );
}

const STORIES = {
  resource: { words: 'Life', toStory: toTable },
  principal: { words: 'Story', toStory: toPrincipal },
  accessKey: { words: 'Story', toStory: toAccessKey },
} as const;

/** Leads to the story of a value, if values like it have one. */
function StoryLink({ by, value }: { readonly by: TopProps['by']; readonly value: string }) {
  const { link } = usePlace();
  if (by !== 'resource' && by !== 'principal' && by !== 'accessKey') return null;
  const { words, toStory } = STORIES[by];
  // The counts of all rows stay in one column.
  if (by === 'resource' && findTable(value) !== value) return <span class="top-story" />;
  return (
    <a class="top-story" href={link(toStory(value))} aria-label={`${words} of ${shortName(value)}`}>
      {words}
    </a>
  );
}
