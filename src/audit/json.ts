/** A parsed JSON object. Its members are unchecked. */
export type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: JsonObject = Object.freeze({});

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value if it is an object, else an empty object, so that unexpected shapes do not fail. */
export const toObject = (value: unknown): JsonObject => (isObject(value) ? value : NOTHING);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The value if it is a non-empty string. */
export const toText = (value: unknown): string | undefined => (isText(value) ? value : undefined);

/** Member names in paths by their API spelling. Cached, because each is looked up in every event. */
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
 * Gets a member of an object. CloudTrail writes member names with a lower-case first letter, but
 * inside lists sometimes as the API does (`TableName`), so both are tried.
 * @param name a name from our own tables, never from an event: names are cached
 */
function member(object: JsonObject, name: string): unknown {
  const value = object[name];
  return value === undefined ? object[toApiName(name)] : value;
}

/** The values at a path of member names. Lists on the path and at its end are flattened. */
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

/** The non-empty strings at a path. */
export function textsAt(value: unknown, path: readonly string[]): string[] {
  if (path.length === 1 && isObject(value)) {
    // Nearly all paths are like this.
    const only = member(value, path[0]!);
    if (typeof only === 'string') return only === '' ? [] : [only];
  }
  return valuesAt(value, path).filter(isText);
}

/** The value at a path without lists, or undefined if the path does not exist. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const name of path) {
    if (!isObject(here)) return undefined;
    here = here[name];
  }
  return here;
}

/** Finds a member without regard to the case of its name. */
export function memberOf(object: JsonObject, name: string): unknown {
  const value = object[name];
  if (value !== undefined) return value;
  for (const other in object) {
    if (other.length === name.length && other.toLowerCase() === name.toLowerCase()) return object[other];
  }
  return undefined;
}
