import { useMemo, useState } from 'preact/hooks';
import type { Answer } from '../../src/http/operations';
import { useAnswer } from '../api/questions';
import { type Condition, FILTER_LABELS, withCondition } from '../place/filters';
import { isEventId, parseTyped } from '../place/typed-filter';
import { usePlace } from '../place/use-place';
import { shortName } from '../text/words';
import { Value } from './text';

type Entry = Answer<'listResources'>['records'][number];

const MAXIMUM_SUGGESTIONS = 10;
/** Entries of each list to suggest from. */
const LIST = { limit: 1_000 };

interface Suggestion extends Condition {
  readonly label: string;
}

/** Where filters are typed. It suggests tables, principals and actions that the audit has seen. */
export function FilterBox() {
  const { place, go } = usePlace();
  const [text, setText] = useState('');
  const [isUsed, setUsed] = useState(false);
  const [active, setActive] = useState(-1);
  const suggestions = useSuggestions(isUsed ? text : undefined);
  const chosen = suggestions[active];

  const add = (condition: Condition) => {
    go({ filters: withCondition(place.filters, condition), event: undefined });
    setText('');
    setActive(-1);
  };
  const submit = () => {
    if (isEventId(text)) {
      go({ event: text.trim() });
      setText('');
      return;
    }
    const condition = chosen ?? parseTyped(text) ?? suggestions[0];
    if (condition) add(condition);
  };
  const move = (steps: number) =>
    setActive((index) => Math.max(-1, Math.min(suggestions.length - 1, index + steps)));

  return (
    <form
      class="filter-box"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <input
        id="filter"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-label="Add a filter"
        aria-expanded={suggestions.length > 0}
        aria-controls="suggestions"
        aria-activedescendant={chosen ? `suggestion-${active}` : undefined}
        placeholder="Table, principal, action, address, access key, event ID… or -action:GetItem"
        value={text}
        onFocus={() => setUsed(true)}
        onBlur={() => setUsed(false)}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          setActive(-1);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            move(event.key === 'ArrowDown' ? 1 : -1);
          }
          if (event.key === 'Escape') {
            event.stopPropagation();
            if (text) setText('');
            else event.currentTarget.blur();
          }
        }}
      />
      <div
        id="suggestions"
        class="suggestions"
        role="listbox"
        aria-label="Suggested filters"
        hidden={suggestions.length === 0}
      >
        {suggestions.map((suggestion, index) => (
          <div
            key={`${suggestion.name} ${suggestion.value}`}
            id={`suggestion-${index}`}
            role="option"
            aria-selected={index === active}
            // The input would lose its focus before the click arrives.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => add(suggestion)}
          >
            <span class="kind">
              {suggestion.excluded && 'Not '}
              {FILTER_LABELS[suggestion.name]}
            </span>{' '}
            <Value>{suggestion.label}</Value>
          </div>
        ))}
      </div>
    </form>
  );
}

/** What a typed text can mean, from the lists of what the audit has seen. */
function useSuggestions(text: string | undefined): readonly Suggestion[] {
  const asked = text === undefined ? undefined : LIST;
  const resources = useAnswer('listResources', asked).value?.records;
  const principals = useAnswer('listPrincipals', asked).value?.records;
  const actions = useAnswer('listActions', asked).value?.records;
  return useMemo(() => {
    const typed = text?.trim() ?? '';
    if (typed === '' || isEventId(typed)) return [];
    const condition = parseTyped(typed);
    if (condition) return [{ ...condition, label: condition.value }];
    const excluded = typed.startsWith('-');
    const part = typed.replace(/^-/, '').toLowerCase();
    const find = (
      name: 'table' | 'principal' | 'action',
      entries: readonly Entry[],
      toLabel: (entry: Entry) => string,
    ) =>
      entries
        .map((entry) => ({ entry, label: toLabel(entry) }))
        .filter(({ label, entry }) => `${label} ${entry.value}`.toLowerCase().includes(part))
        .map(({ entry, label }) => ({
          name,
          value: name === 'table' ? label : entry.value,
          label,
          excluded,
        }));
    const all = [
      ...find('table', (resources ?? []).filter(isTable), ({ name, value }) => name ?? shortName(value)),
      ...find('principal', principals ?? [], ({ name, value }) => name ?? shortName(value)),
      ...find('action', actions ?? [], ({ value }) => value.replace(/^dynamodb:/, '')),
    ];
    const distinct = new Map(all.map((one) => [`${one.name} ${one.value}`, one]));
    return [...distinct.values()].slice(0, MAXIMUM_SUGGESTIONS);
  }, [text, resources, principals, actions]);
}

const isTable = ({ value }: Entry): boolean => /:table\/[^/]+$/.test(value);
