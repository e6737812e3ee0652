import { useState } from 'preact/hooks';
import { type Facet, useFacets } from '../api/facets';
import { toQuestion } from '../api/questions';
import type { Counted } from '../api/use-counted';
import { type Condition, FILTER_LABELS, toConditions } from '../place/filters';
import { usePlace } from '../place/use-place';
import { distinctNames, formatCount } from '../text/words';
import { CountLimit, CountNotices } from './count-limit';
import { FacetValue } from './facet-value';
import { Fold } from './fold';
import { SERIES } from './histogram-chart';
import { Value } from './text';

type Name = Facet['by'];

/** Facets that are open at first. A deployed audit counts them from activity entries and the risk index. */
const FIRST: readonly Name[] = ['outcome', 'risk', 'action', 'principal', 'table'];
/** Further facets are counted together when one of them is opened: one reading gives them all. */
const FURTHER: readonly Name[] = [
  'resource',
  'error',
  'rule',
  'sourceIp',
  'accessKey',
  'session',
  'principalType',
  'mfa',
  'access',
  'plane',
  'service',
  'category',
  'account',
  'eventRegion',
];

const SHORT = 6;
const LONG = 100;

interface FacetsProps {
  /** Whether to count: the rows come first. */
  readonly isReady: boolean;
  /** Notices that stand elsewhere on the page. */
  readonly said: readonly string[];
}

/** The values that events have, with their numbers. A value can be included or excluded. */
export function Facets({ isReady, said }: FacetsProps) {
  const { place } = usePlace();
  const [isFurther, setFurther] = useState(false);
  const question = { ...toQuestion(place), limit: LONG };
  const first = useFacets(isReady ? { ...question, by: FIRST } : undefined);
  const further = useFacets(isReady && isFurther ? { ...question, by: FURTHER } : undefined);
  // All at once: lists that come one by one would move those below.
  if (first.isLoading && !first.value) {
    return (
      <p class="facet-note" role="status">
        Counting…
      </p>
    );
  }
  // What is wrong with one is wrong with all.
  if (first.problem) {
    return (
      <p class="facet-note">
        <Value>{said.includes(first.problem.message) ? 'Nothing is counted.' : first.problem.message}</Value>
      </p>
    );
  }
  return (
    <div class="facets">
      {FIRST.map((by) => (
        <Fold key={by} className="facet" label={toLabel(by)} isOpen>
          {() => <FacetValues by={by} counted={first} />}
        </Fold>
      ))}
      {FURTHER.map((by) => (
        <Fold key={by} className="facet" label={toLabel(by)} onOpen={() => setFurther(true)}>
          {() => <FacetValues by={by} counted={further} />}
        </Fold>
      ))}
      <CountNotices notices={further.value?.notices ?? first.value?.notices} said={said} />
    </div>
  );
}

const toLabel = (by: Name): string => (by === 'risk' ? 'Risk, at least' : FILTER_LABELS[by]);

interface ValuesProps {
  readonly by: Name;
  readonly counted: Counted<{ readonly facets: readonly Facet[] }>;
}

function FacetValues({ by, counted }: ValuesProps) {
  const { place } = usePlace();
  const [isLong, setLong] = useState(false);
  const facet = counted.value?.facets.find((one) => one.by === by);
  if (counted.problem) return <p class="facet-note">{counted.problem.message}</p>;
  if (!facet) return <p class="facet-note">{counted.isLoading ? 'Counting…' : ''}</p>;
  const values = by === 'risk' ? toLeastRisks(facet) : facet.values;
  const uncounted = toConditions(place.filters).filter(
    ({ name, value }) => name === by && !values.some((one) => one.value === value),
  );
  const toName = distinctNames(values.map(({ value }) => value));
  const shown = values.slice(0, isLong ? LONG : SHORT);
  const chosen = values
    .slice(shown.length)
    .filter(({ value }) => toConditions(place.filters).some((one) => one.name === by && one.value === value));
  return (
    <div aria-busy={counted.isLoading}>
      <ul>
        {uncounted.map(({ value }) => (
          <FacetValue
            key={value}
            condition={toCondition(by, value)}
            name={toName(value)}
            count={isNone(facet, value) ? 0 : undefined}
          />
        ))}
        {[...shown, ...chosen].map(({ value, count }) => (
          <FacetValue key={value} condition={toCondition(by, value)} name={toName(value)} count={count} />
        ))}
      </ul>
      {values.length + uncounted.length === 0 && <p class="facet-note">None</p>}
      {values.length > SHORT && (
        <button type="button" class="quiet" onClick={() => setLong(!isLong)}>
          {isLong ? `Fewer` : `${formatCount(Math.min(LONG, values.length) - SHORT)} more`}
          <span class="hidden"> values of {toLabel(by)}</span>
        </button>
      )}
      {facet.distinct > LONG && isLong && (
        <p class="facet-note">
          The most frequent {LONG} of {formatCount(facet.distinct)}.
        </p>
      )}
      <CountLimit counts={facet} counted={counted} />
    </div>
  );
}

/** Filters whose values can be names, which stand for ARNs. */
const NAMED: readonly Name[] = ['table', 'resource', 'principal'];

/** Whether no event has a value. A name, a prefix or a network stands for other values, so that it is not known. */
const isNone = ({ by, values, distinct, complete }: Facet, value: string): boolean =>
  complete && distinct <= values.length && !NAMED.includes(by) && !/[*:/]/.test(value);

const toCondition = (name: Name, value: string): Condition => ({ name, value, excluded: false });

/** How many events have at least each level, as the filter means it: the highest first. */
function toLeastRisks({ values }: Facet): Facet['values'] {
  let sum = 0;
  return [...SERIES.risk].reverse().flatMap((level) => {
    sum += values.find(({ value }) => value === level)?.count ?? 0;
    return sum > 0 ? [{ value: level, count: sum }] : [];
  });
}
