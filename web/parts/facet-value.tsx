import { type Condition, canExclude, hasCondition, withCondition, withoutCondition } from '../place/filters';
import { usePlace } from '../place/use-place';
import { formatCount } from '../text/words';
import { Value } from './text';

interface FacetValueProps {
  readonly condition: Condition;
  /** What the value is called. */
  readonly name: string;
  /** Undefined if it was not counted. */
  readonly count: number | undefined;
}

/** A value that can be included or excluded. */
export function FacetValue({ condition, name, count }: FacetValueProps) {
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
  return (
    <li class={isExcluded ? 'excluded' : undefined}>
      <button
        type="button"
        class="facet-value"
        aria-pressed={isIncluded}
        title={isIncluded ? `Do not filter by ${condition.value}` : `Only ${condition.value}`}
        onClick={() => toggle(condition, isIncluded)}
      >
        <span class="facet-name">
          <Value>{name}</Value>
        </span>
        <span class="number">{count === undefined ? '–' : formatCount(count)}</span>
      </button>
      {canExclude(condition.name) && (
        <button
          type="button"
          class="facet-exclude"
          aria-pressed={isExcluded}
          aria-label={`Exclude ${name}`}
          title={isExcluded ? `Include ${condition.value} again` : `Without ${condition.value}`}
          onClick={() => toggle(excluded, isExcluded)}
        >
          −
        </button>
      )}
    </li>
  );
}
