import { type Condition, FILTER_LABELS, type FilterName, isFilterName } from './filters';

/** Values whose form says which filter they belong to. */
const FORMS: readonly (readonly [form: RegExp, name: FilterName])[] = [
  [/^(?:AKIA|ASIA)[A-Z0-9]{12,}$/, 'accessKey'],
  [/^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?$/, 'sourceIp'],
  [/^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\/\d{1,3})?$/i, 'sourceIp'],
  [/^\d{12}$/, 'account'],
  [/^arn:[^:]*:(?:dynamodb|dax):/, 'resource'],
  [/^arn:[^:]*:(?:iam|sts):/, 'principal'],
  [/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'eventRegion'],
];

const EVENT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isEventId = (text: string): boolean => EVENT_ID.test(text.trim());

const camelCase = (name: string): string =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * The condition that a text states, such as `table:Orders`, `-action:GetItem` or an address. Undefined if it can mean
 * several things, or nothing yet.
 */
export function parseTyped(text: string): Condition | undefined {
  const [, minus, rest = ''] = /^(-?)(.*)$/s.exec(text.trim()) ?? [];
  const excluded = minus === '-';
  const [, given = '', value = ''] = /^([\w -]+?)\s*[:=]\s*(.+)$/s.exec(rest) ?? [];
  const name = findFilter(given);
  if (name !== undefined && name !== 'exclude') return { name, value: value.trim(), excluded };
  const form = FORMS.find(([pattern]) => pattern.test(rest));
  return form && { name: form[1], value: rest, excluded };
}

/** A filter by its name, its name on the command line, or its label. */
function findFilter(given: string): FilterName | undefined {
  const name = camelCase(given);
  if (isFilterName(name)) return name;
  const entry = Object.entries(FILTER_LABELS).find(
    ([, label]) => label.toLowerCase() === given.toLowerCase(),
  );
  return entry?.[0] as FilterName | undefined;
}
