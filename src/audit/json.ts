/** A parsed JSON object: what it holds is unknown until it is looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: JsonObject = Object.freeze({});

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value if it is an object, else an empty one: odd shapes say nothing instead of failing. */
export const toObject = (value: unknown): JsonObject => (isObject(value) ? value : NOTHING);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The value if it is a text with something in it. */
export const toText = (value: unknown): string | undefined => (isText(value) ? value : undefined);

/** The names met in paths, as the API writes them: few, and each looked for in every event. */
const API_NAMES = new Map<string, string>();

function toApiName(name: string): string {
  let apiName = API_NAMES.get(name);
  if (apiName === undefined) {
    apiName = name.charAt(0).toUpperCase() + name.slice(1);
    API_NAMES.set(name, apiName);
  }
  return apiName;
}

/**
 * A member of an object. CloudTrail writes member names with a small first letter, and within lists
 * sometimes as the API does (`TableName`): both are tried.
 * @param name one of the program's own, none that an event says: they are kept
 */
function member(object: JsonObject, name: string): unknown {
  const value = object[name];
  return value === undefined ? object[toApiName(name)] : value;
}

/** The values at a path of member names; lists on the way, and at its end, are gone through. */
export function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const values: unknown[] = [];
  collect(value, path, 0, values);
  return values;
}

function collect(value: unknown, path: readonly string[], at: number, values: unknown[]): void {
  if (Array.isArray(value)) {
    for (const element of value) collect(element, path, at, values);
  } else if (at === path.length) {
    values.push(value);
  } else if (isObject(value)) {
    collect(member(value, path[at]!), path, at + 1, values);
  }
}

/** The texts with something in them among the values at a path. */
export const textsAt = (value: unknown, path: readonly string[]): string[] =>
  valuesAt(value, path).filter(isText);

/** The one value at a path, no lists in between; undefined where the path ends early. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const name of path) {
    if (!isObject(here)) return undefined;
    here = here[name];
  }
  return here;
}
