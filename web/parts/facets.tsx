import { useState } from 'preact/hooks';
import type { Asked } from '../../src/http/operations';
import { toQuestion, useAnswer } from '../api/questions';
import {
  type Condition,
  type FilterName,
  hasCondition,
  withCondition,
  withoutCondition,
} from '../place/filters';
import type { Place } from '../place/place';
import { usePlace } from '../place/use-place';
import { formatCount, shortName } from '../text/words';
import { Fold } from './fold';
import { SERIES } from './histogram-chart';
import { Value } from './text';

type Dimension = Extract<Asked<'summarizeEvents'>['by'], FilterName>;

/** The facets, those that are open at first before the others. */
const FACETS: readonly (readonly [by: Dimension, label: string, open: boolean])[] = [
  ['outcome', 'Outcome', true],
  ['risk', 'Risk, at least', true],
  ['action', 'Action', true],
  ['principal', 'Principal', true],
  ['resource', 'Resource', true],
  ['error', 'Error', false],
  ['sourceIp', 'Source address', false],
  ['access', 'Access', false],
  ['plane', 'Plane', false],
  ['service', 'Service', false],
  ['category', 'Category', false],
  ['accessKey', 'Access key', false],
  ['account', 'Account', false],
  ['eventRegion', 'Region', false],
];

type Totals = Readonly<Record<string, number>>;

const SHORT = 6;
const LONG = 100;

/** The values that events have, with their numbers. A value can be included or excluded. */
export const Facets = ({ isReady }: { readonly isReady: boolean }) => (
  <div class="facets">
    {FACETS.map(([by, label, isOpen]) => (
      <Fold key={by} className="facet" label={label} isOpen={isOpen}>
        {() => <FacetValues by={by} label={label} isReady={isReady} />}
      </Fold>
    ))}
  </div>
);

interface FacetProps {
  readonly by: Dimension;
  readonly label: string;
  /** Counts wait for the first records, which people want to see first. */
  readonly isReady: boolean;
}

/** The question without the facet's own values, so that alternatives to them can be seen and added. */
function toFacetQuestion(place: Place, by: Dimension) {
  const { [by]: own, ...others } = place.filters;
  return { ...toQuestion({ ...place, filters: others }), by };
}

function FacetValues({ by, label, isReady }: FacetProps) {
  const { place } = usePlace();
  const { value, problem, isLoading } = useAnswer(
    'summarizeEvents',
    isReady ? toFacetQuestion(place, by) : undefined,
  );
  const [isLong, setLong] = useState(false);
  if (problem) return <p class="facet-note">{problem.message}</p>;
  if (!value) return <p class="facet-note">{isLoading ? 'Counting…' : ''}</p>;
  const sorted = by === 'risk' ? toLeastRisks(value.totals) : sortByCount(value.totals);
  const chosen = (place.filters[by] ?? [])
    .filter((one) => !(one in value.totals))
    .map((one) => [one, 0] as const);
  const entries = [...chosen, ...sorted];
  const shown = entries.slice(0, isLong ? LONG : SHORT);
  return (
    <div aria-busy={isLoading}>
      <ul>
        {shown.map(([one, count]) => (
          <FacetValue key={one} condition={{ name: by, value: one, excluded: false }} count={count} />
        ))}
      </ul>
      {entries.length === 0 && <p class="facet-note">None</p>}
      {entries.length > SHORT && (
        <button type="button" class="quiet" onClick={() => setLong(!isLong)}>
          {isLong ? `Fewer` : `${formatCount(Math.min(LONG, entries.length) - SHORT)} more`}
          <span class="hidden"> values of {label}</span>
        </button>
      )}
      {entries.length > LONG && isLong && (
        <p class="facet-note">
          The most frequent {LONG} of {formatCount(entries.length)}.
        </p>
      )}
      {!value.complete && <p class="facet-note">Counted since {value.countedSince}</p>}
    </div>
  );
}

const sortByCount = (totals: Totals): (readonly [string, number])[] =>
  Object.entries(totals).sort(([, one], [, other]) => other - one);

/** How many events have at least each level, as the filter means it: the highest first. */
function toLeastRisks(totals: Totals): (readonly [string, number])[] {
  let sum = 0;
  return [...SERIES.risk].reverse().flatMap((level): (readonly [string, number])[] => {
    sum += totals[level] ?? 0;
    return sum > 0 ? [[level, sum]] : [];
  });
}

function FacetValue({ condition, count }: { readonly condition: Condition; readonly count: number }) {
  const { place, go } = usePlace();
  const { filters } = place;
  const excluded = { ...condition, excluded: true };
  const isIncluded = hasCondition(filters, condition);
  const isExcluded = hasCondition(filters, excluded);
  const toggle = (changed: Condition, isThere: boolean) =>
    go({
      filters: isThere ? withoutCondition(filters, changed) : withCondition(filters, changed),
      event: undefined,
    });
  const name = shortName(condition.value);
  return (
    <li class={isExcluded ? 'excluded' : undefined}>
      <button
        type="button"
        class="facet-value"
        aria-pressed={isIncluded}
        title={condition.value}
        onClick={() => toggle(condition, isIncluded)}
      >
        <span class="facet-name">
          <Value>{name}</Value>
        </span>
        <span class="number">{formatCount(count)}</span>
      </button>
      <button
        type="button"
        class="facet-exclude"
        aria-pressed={isExcluded}
        aria-label={`Exclude ${name}`}
        title="Exclude"
        onClick={() => toggle(excluded, isExcluded)}
      >
        −
      </button>
    </li>
  );
}
