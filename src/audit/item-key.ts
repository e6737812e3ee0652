import { isObject } from './json';
import { REDACTED } from './partiql-tokens';

/** A value of a key attribute, as CloudTrail writes it. */
export type KeyValue = string | number | boolean;

/** The key of an item, or the part of it that a call gives: values by attribute name. */
export type ItemKey = Readonly<Record<string, KeyValue>>;

/**
 * The text by which two values of key attributes are the same: text exactly, numbers by value (1, 1.0 and 1E0 are
 * one), text and number apart.
 */
export const toKeyToken = (attribute: string, value: KeyValue): string =>
  // As JSON of a list, which takes three times as long to write at once.
  `[${toJson(attribute)},${typeof value === 'string' ? toJson(value) : JSON.stringify(value)}]`;

/** Texts that JSON writes as they are. Testing for them is faster than `JSON.stringify`. */
const PLAIN = /^[^"\\\0-\x1f\ud800-\udfff]*$/;

const toJson = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/** Reads the values of a key that are logged. Undefined if there are none. */
export function readKey(value: unknown): ItemKey | undefined {
  if (!isObject(value)) return undefined;
  const key: Record<string, KeyValue> = {};
  let isEmpty = true;
  for (const name in value) {
    const scalar = toScalar(value[name]);
    if (scalar === undefined) continue;
    key[name] = scalar;
    isEmpty = false;
  }
  return isEmpty ? undefined : key;
}

/** Reads a value, plain or as DynamoDB's API writes it: `{"S":"42"}`. */
function toScalar(value: unknown): KeyValue | undefined {
  if (typeof value === 'string') return value === REDACTED || value === HIDDEN ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (!isObject(value)) return undefined;
  const { S, N, B } = value;
  if (typeof N === 'string') return NUMBER.test(N) ? Number(N) : undefined;
  return toScalar(S ?? B);
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';
