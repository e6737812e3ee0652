import { FIELD_NAMES, FLAGS, IDENTITY_NAMES, STRUCTURES } from './event-fields';
import { parseStruct } from './parse-struct';

type JsonObject = Readonly<Record<string, unknown>>;

/** Returns true if a row of a query has the lower-case columns of Athena's CloudTrail table. */
export const isAthenaRow = (row: JsonObject): boolean =>
  row.eventsource !== undefined || (row.eventname !== undefined && row.eventid !== undefined);

/** Makes an event of the columns of a row. Its exact form is lost: empty columns are left out. */
export function restoreEvent(row: JsonObject): JsonObject {
  const event: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(row)) {
    const name = FIELD_NAMES.get(column.toLowerCase());
    if (name === undefined || value === null || value === '' || value === 'null') continue;
    event[name] = STRUCTURES.has(name) ? parseStructure(value) : value;
  }
  for (const name of ['userIdentity', 'resources']) {
    if (event[name] !== undefined) event[name] = restoreNames(event[name], 0);
  }
  for (const flag of FLAGS) {
    if (event[flag] === 'true' || event[flag] === 'false') event[flag] = event[flag] === 'true';
  }
  if (typeof event.eventTime === 'string') event.eventTime = event.eventTime.replace(/ UTC$/, 'Z');
  return event;
}

/** Parses JSON, or a structure as Athena prints it. Any other text stays as it is. */
function parseStructure(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return parseStruct(value) ?? value;
  }
}

/** The nesting of an identity: sessionContext.sessionIssuer.userName. */
const IDENTITY_DEPTH = 4;

function restoreNames(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > IDENTITY_DEPTH) return value;
  if (Array.isArray(value)) return value.map((element) => restoreNames(element, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      IDENTITY_NAMES.get(name.toLowerCase()) ?? name,
      restoreNames(member, depth + 1),
    ]),
  );
}
