import type { ComponentChildren } from 'preact';
import { type Facet, useFacets } from '../api/facets';
import { toQuestion } from '../api/questions';
import type { Counted } from '../api/use-counted';
import { type Filters, withCondition } from '../place/filters';
import { usePlace } from '../place/use-place';
import { distinctNames, formatCount } from '../text/words';
import { CountLimit } from './count-limit';
import { StoryLink } from './story-link';
import { Problem, Value } from './text';

const SHOWN = 8;

interface ListsProps {
  readonly lists: readonly (readonly [by: Facet['by'], label: string])[];
  /** Default: the filters of the place. */
  readonly filters?: Filters;
  /** What follows. It is shown when the lists are there, so that nothing jumps. */
  readonly children: ComponentChildren;
}

/** The values with the most events, a list for each property. */
export function TopLists({ lists, filters: given, children }: ListsProps) {
  const { place } = usePlace();
  const filters = given ?? place.filters;
  const question = toQuestion({ ...place, filters });
  const counted = useFacets({ ...question, by: lists.map(([by]) => by), limit: SHOWN });
  if (counted.problem) {
    return (
      <>
        <Problem message={counted.problem.message} />
        {children}
      </>
    );
  }
  if (!counted.value) {
    return (
      <p class="note" role="status">
        Counting…
      </p>
    );
  }
  const { facets } = counted.value;
  return (
    <>
      <div class="tops" aria-busy={counted.isLoading}>
        {lists.map(([by, label]) => {
          const facet = facets.find((one) => one.by === by);
          return (
            <section key={by} class="panel" aria-label={label}>
              <div class="bar">
                <h2>{label}</h2>
                <span class="note">
                  {facet && facet.distinct > SHOWN && `${SHOWN} of ${formatCount(facet.distinct)}`}
                </span>
              </div>
              {facet && <TopList facet={facet} counted={counted} filters={filters} />}
            </section>
          );
        })}
      </div>
      {children}
    </>
  );
}

interface ListProps {
  readonly facet: Facet;
  readonly counted: Counted<unknown>;
  readonly filters: Filters;
}

function TopList({ facet, counted, filters }: ListProps) {
  const { link } = usePlace();
  const { by, values } = facet;
  const highest = values[0]?.count ?? 1;
  const toName = distinctNames(values.map(({ value }) => value));
  return (
    <>
      {values.length === 0 && <p class="note">None</p>}
      <ol class="top">
        {values.slice(0, SHOWN).map(({ value, count }) => (
          <li key={value}>
            <a
              href={link({
                view: 'search',
                filters: withCondition(filters, { name: by, value, excluded: false }),
              })}
              title={value}
            >
              <span class="top-bar" style={{ width: `${(count / highest) * 100}%` }} />
              <span class="top-name">
                <Value>{toName(value)}</Value>
              </span>
              <span class="number">{formatCount(count)}</span>
            </a>
            <StoryLink by={by} value={value} />
          </li>
        ))}
      </ol>
      <CountLimit counts={facet} counted={counted} />
    </>
  );
}
