import type { AskedOperation } from './asked-operations';
import type { SelectedEvents } from './selected-events';
import type { FieldSelector, SelectorOperator } from './trail-logging';

/** Names and values in one sentence. */
const MAXIMUM_NAMED = 5;

const OPERATOR_WORDS: Readonly<Record<SelectorOperator, string>> = {
  equals: 'is',
  notEquals: 'is not',
  startsWith: 'starts with',
  notStartsWith: 'does not start with',
  endsWith: 'ends with',
  notEndsWith: 'does not end with',
};

/** Writes a time as short as it can be: `2026-03-14`, or `2026-03-14T15:01Z`. */
export const formatLoggingTime = (time: string): string =>
  time.replace(/(?::00)?(?:\.0+)?Z$/, 'Z').replace(/T00:00Z$/, '');

/** Joins names: `a`, `a and b`, `a, b and 3 more`. */
export function joinNames(names: readonly string[], word = 'and'): string {
  const shown = names.length > MAXIMUM_NAMED ? names.slice(0, MAXIMUM_NAMED - 1) : names;
  const rest = names.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} more`] : shown;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} ${word} ${all.at(-1)}`;
}

/** Names operations: `reads` for all that read, `writes` for all that write, the others by name. */
export function nameOperations(
  operations: readonly AskedOperation[],
  all: readonly AskedOperation[],
): string {
  const [wholes, names]: [string[], string[]] = [[], []];
  for (const readOnly of [true, false]) {
    const named = operations.filter((one) => one.readOnly === readOnly);
    const isWhole = named.length === all.filter((one) => one.readOnly === readOnly).length;
    if (isWhole && named.length > 0) wholes.push(readOnly ? 'reads' : 'writes');
    else names.push(...named.map(({ eventName }) => eventName));
  }
  return joinNames([...wholes, ...new Set(names)]);
}

/** Says what selectors leave out: `reads are not logged; writes are logged only if …`. */
export function describeSelected(
  { operations: { all, some, none }, conditions }: SelectedEvents,
  asked: readonly AskedOperation[],
): string {
  const sentences = [];
  if (none.length > 0) {
    sentences.push(
      some.length === 0 && all.length < none.length && all.length < MAXIMUM_NAMED
        ? `only ${withVerb(all, asked)} logged`
        : `${withVerb(none, asked)} not logged`,
    );
  }
  if (some.length > 0) {
    const ways = conditions.map((fields) => fields.map(formatField).join(' and '));
    const condition = ways.length > 0 ? joinNames([...new Set(ways)], 'or') : 'its selectors match';
    sentences.push(`${withVerb(some, asked)} logged only if ${condition}`);
  }
  return sentences.join('; ');
}

function withVerb(operations: readonly AskedOperation[], asked: readonly AskedOperation[]): string {
  const names = nameOperations(operations, asked);
  return `${names} ${/^[A-Z]\w*$/.test(names) ? 'is' : 'are'}`;
}

function formatField(selector: FieldSelector): string {
  const toWords = (operators: readonly SelectorOperator[], word: string): string =>
    operators
      .filter((operator) => selector[operator]?.length)
      .map((operator) => `${OPERATOR_WORDS[operator]} ${joinNames(selector[operator] ?? [], 'or')}`)
      .join(word);
  const parts = [
    toWords(['equals', 'startsWith', 'endsWith'], ' or '),
    toWords(['notEquals', 'notStartsWith', 'notEndsWith'], ' and '),
  ];
  return `${selector.field} ${parts.filter(Boolean).join(' and ')}`;
}
