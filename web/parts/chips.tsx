import {
  type Condition,
  canExclude,
  FILTER_LABELS,
  toConditions,
  withCondition,
  withoutCondition,
} from '../place/filters';
import { usePlace } from '../place/use-place';
import { shortName } from '../text/words';
import { Value } from './text';

/** The filters that are in force. */
export function Chips() {
  const { place, go } = usePlace();
  const conditions = toConditions(place.filters);
  if (conditions.length === 0) return null;
  return (
    <ul class="chips" aria-label="Filters">
      {conditions.map((condition) => (
        <Chip key={`${condition.name} ${condition.excluded} ${condition.value}`} condition={condition} />
      ))}
      {conditions.length > 1 && (
        <li>
          <button type="button" class="quiet" onClick={() => go({ filters: {}, event: undefined })}>
            Clear all
          </button>
        </li>
      )}
    </ul>
  );
}

function Chip({ condition }: { readonly condition: Condition }) {
  const { place, go } = usePlace();
  const { name, value, excluded } = condition;
  const words = `${excluded ? 'not ' : ''}${FILTER_LABELS[name]}${name === 'risk' && !excluded ? ' at least' : ''}`;
  const change = (filters: typeof place.filters) => go({ filters, event: undefined });
  return (
    <li class={excluded ? 'chip excluded' : 'chip'}>
      <button
        type="button"
        disabled={!canExclude(name)}
        title={excluded ? 'Include instead' : 'Exclude instead'}
        onClick={() => change(withCondition(place.filters, { ...condition, excluded: !excluded }))}
      >
        <span class="kind">{words}</span> <Value>{shortName(value)}</Value>
      </button>
      <button
        type="button"
        class="chip-remove"
        aria-label={`Remove the filter ${words} ${shortName(value)}`}
        onClick={() => change(withoutCondition(place.filters, condition))}
      >
        ×
      </button>
    </li>
  );
}
