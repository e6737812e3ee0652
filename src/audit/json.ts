/** A parsed JSON object: what it holds is unknown until it is looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: JsonObject = Object.freeze({});

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value if it is an object, else an empty one: odd shapes say nothing instead of failing. */
export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : NOTHING);

/** The value if it is a text with something in it. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * A member of an object. CloudTrail writes member names with a small first letter, and within lists
 * sometimes as the API does (`TableName`): both are tried.
 */
export function member(object: JsonObject, name: string): unknown {
  const value = object[name];
  return value === undefined ? object[name.charAt(0).toUpperCase() + name.slice(1)] : value;
}

/** The values at a path of member names; lists on the way, and at its end, are gone through. */
export function valuesAt(value: unknown, path: readonly string[], at = 0): unknown[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, path, at));
  const name = path[at];
  if (name === undefined) return [value];
  return isObject(value) ? valuesAt(member(value, name), path, at + 1) : [];
}

/** The one value at a path, no lists in between; undefined where the path ends early. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const name of path) {
    if (!isObject(here)) return undefined;
    here = here[name];
  }
  return here;
}
