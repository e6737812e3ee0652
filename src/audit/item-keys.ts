import { isObject, type JsonObject, toObject } from './json';

/** The primary key of an item, or the part of it that a call gives: values by attribute name. */
export type ItemKey = Readonly<Record<string, string>>;

/** Keys of one call that are kept: a batch or a transaction has at most 100. */
const MAXIMUM_KEYS = 100;
/** Levels at which keys lie in `requestItems`: a table, a list, a request, its key. */
const MAXIMUM_LEVELS = 5;

/**
 * The keys of items that a call names, as CloudTrail writes them: `requestParameters.key`, and in batches and
 * transactions any `key` or `keys` in `requestItems`, whose names are sometimes upper-case. Numbers become text.
 * Empty if the call names none, or CloudTrail does not log them.
 */
export function readItemKeys(event: JsonObject): readonly ItemKey[] {
  const request = toObject(event.requestParameters);
  const keys: ItemKey[] = [];
  addKey(request.key ?? request.Key, keys);
  const items =
    request.requestItems ?? request.RequestItems ?? request.transactItems ?? request.TransactItems;
  if (items !== undefined) addKeysWithin(items, keys, MAXIMUM_LEVELS);
  return keys;
}

function addKeysWithin(value: unknown, keys: ItemKey[], levels: number): void {
  if (levels === 0 || keys.length >= MAXIMUM_KEYS) return;
  if (Array.isArray(value)) {
    for (const element of value) addKeysWithin(element, keys, levels);
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (/^key$/i.test(name)) addKey(member, keys);
      else if (/^keys$/i.test(name) && Array.isArray(member)) for (const key of member) addKey(key, keys);
      else if (typeof member === 'object') addKeysWithin(member, keys, levels - 1);
    }
  }
}

function addKey(value: unknown, keys: ItemKey[]): void {
  if (!isObject(value) || keys.length >= MAXIMUM_KEYS) return;
  const key: Record<string, string> = {};
  let isEmpty = true;
  for (const name in value) {
    const text = toValueText(value[name]);
    if (text === undefined) continue;
    key[name] = text;
    isEmpty = false;
  }
  if (!isEmpty) keys.push(key);
}

function toValueText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
