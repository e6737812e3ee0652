import { canonicalJson } from '../audit/canonical-json';
import { isObject, type JsonObject } from '../audit/json';

/** A member that differs between two JSON values. */
export interface MemberChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** Names joined by dots, elements of lists in brackets: `policy.Statement[Sid=Read].Action`. */
  readonly path: string;
  /** Absent if the member was added. */
  readonly before?: unknown;
  /** Absent if the member was removed. */
  readonly after?: unknown;
}

/** Members that identify an element of a list, so that its position does not matter. */
const IDENTITIES = ['Sid', 'indexName', 'attributeName', 'regionName', 'key'] as const;

/**
 * Compares two JSON values member by member. A string that holds a JSON object, such as a policy, is
 * compared as that object. Lists of plain values are compared as sets: order does not matter, and one value
 * equals a list of it, as in IAM policies.
 */
export function compareMembers(before: unknown, after: unknown, path = ''): MemberChange[] {
  const [one, other] = [parseText(before), parseText(after)];
  if (one === undefined) return other === undefined ? [] : [{ kind: 'added', path, after: other }];
  if (other === undefined) return [{ kind: 'removed', path, before: one }];
  if (isObject(one) && isObject(other)) return compareObjects(one, other, path, joinName);
  if (Array.isArray(one) || Array.isArray(other)) return compareLists(toList(one), toList(other), path);
  return one === other ? [] : [{ kind: 'changed', path, before: one, after: other }];
}

const joinName = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
const joinElement = (path: string, name: string): string => `${path}[${name}]`;

const toList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function compareObjects(
  before: JsonObject,
  after: JsonObject,
  path: string,
  join: (path: string, name: string) => string,
): MemberChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    compareMembers(readOwn(before, name), readOwn(after, name), join(path, name)),
  );
}

/** A member of the object itself: a hostile name such as `__proto__` reads nothing else. */
const readOwn = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

function compareLists(before: readonly unknown[], after: readonly unknown[], path: string): MemberChange[] {
  if ([...before, ...after].every((element) => typeof element !== 'object')) {
    return [
      ...before
        .filter((value) => !after.includes(value))
        .map((value) => ({ kind: 'removed', path, before: value }) as const),
      ...after
        .filter((value) => !before.includes(value))
        .map((value) => ({ kind: 'added', path, after: value }) as const),
    ];
  }
  const identity = IDENTITIES.find((name) => identifies(before, name) && identifies(after, name));
  const toNamed = (list: readonly unknown[]): JsonObject =>
    Object.fromEntries(
      list.map((element, at) => [
        identity === undefined ? String(at) : `${identity}=${(element as JsonObject)[identity]}`,
        element,
      ]),
    );
  return compareObjects(toNamed(before), toNamed(after), path, joinElement);
}

/** Whether every element of a list has a text of its own in a member. */
const identifies = (list: readonly unknown[], name: string): boolean => {
  const texts = list.map((element) => (isObject(element) ? element[name] : undefined));
  return texts.every((text) => typeof text === 'string') && new Set(texts).size === texts.length;
};

/** The object that a string holds as JSON; any other value as it is. */
function parseText(value: unknown): unknown {
  if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    // Canonical JSON refuses what is nested too deep to compare.
    return isObject(parsed) && canonicalJson(parsed) !== undefined ? parsed : value;
  } catch {
    return value; // Not JSON: compared as text.
  }
}
