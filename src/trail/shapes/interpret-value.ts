import { toMessage } from '../../errors';
import type { InputShape } from '../log-file-record';
import { isAthenaRow, restoreEvent } from './restore-event';
import type { CutValue } from './split-documents';

type JsonObject = Readonly<Record<string, unknown>>;

/** What a value of a file turned out to be. */
export type Interpreted =
  | {
      readonly kind: 'event';
      readonly shape: InputShape;
      readonly event: JsonObject;
      /** The bytes of the event. Of a lossy shape: as this program puts it together. */
      readonly original: Buffer;
    }
  | { readonly kind: 'rejected'; readonly reason: string }
  /** A document that is no event and holds none. */
  | { readonly kind: 'unknown' };

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Says what a value is: an event, or something that holds one. */
export function interpretValue({ list, bytes }: CutValue): Interpreted {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch (error) {
    return { kind: 'rejected', reason: `It is not valid JSON: ${toMessage(error)}` };
  }
  if (list === 'QueryResultRows') return fromLake(joinColumns(value));
  if (!isObject(value)) return { kind: 'rejected', reason: 'A record must be an object.' };
  for (const [member, shape] of EMBEDDED) {
    const text = value[member];
    if (typeof text === 'string') return fromText(text, shape);
  }
  if (isObject(value.detail) && value['detail-type'] !== undefined) {
    const original = Buffer.from(JSON.stringify(value.detail));
    return { kind: 'event', shape: 'eventbridge', event: value.detail, original };
  }
  if (value.eventJson !== undefined) return fromLake(value);
  if (isAthenaRow(value)) return toCopy(restoreEvent(value), 'athena');
  if (list === undefined && !isEvent(value)) return { kind: 'unknown' };
  const shape = list === 'Records' ? 'log-file' : 'event';
  return { kind: 'event', shape, event: value, original: bytes };
}

/** Members that hold an event as text: of `lookup-events`, and of CloudWatch Logs. */
const EMBEDDED: readonly (readonly [member: string, shape: InputShape])[] = [
  ['CloudTrailEvent', 'lookup-events'],
  ['message', 'cloudwatch-logs'],
];

/** An object of another kind has none of these. */
const isEvent = (value: JsonObject): boolean =>
  ['eventName', 'eventSource', 'eventID', 'userIdentity'].filter((name) => value[name] !== undefined).length >
  1;

function fromText(text: string, shape: InputShape): Interpreted {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch (error) {
    return { kind: 'rejected', reason: `Its text is not a JSON event: ${toMessage(error)}` };
  }
  if (!isObject(event)) return { kind: 'rejected', reason: 'Its text is not a JSON event.' };
  return { kind: 'event', shape, event, original: Buffer.from(text) };
}

function fromLake(row: JsonObject): Interpreted {
  const { eventJson } = row;
  if (typeof eventJson === 'string') {
    const interpreted = fromText(eventJson, 'cloudtrail-lake');
    return interpreted.kind === 'event' ? toCopy(interpreted.event, 'cloudtrail-lake') : interpreted;
  }
  return toCopy(restoreEvent(row), isAthenaRow(row) ? 'athena' : 'cloudtrail-lake');
}

/**
 * A copy has an id of its own: under the id of the event it would be a variant of the log file's record,
 * and look like tampering.
 */
function toCopy(copied: JsonObject, shape: InputShape): Interpreted {
  const { eventID } = copied;
  const event = typeof eventID === 'string' ? { ...copied, eventID: `copy-${eventID}` } : copied;
  return { kind: 'event', shape, event, original: Buffer.from(JSON.stringify(event)) };
}

/** Rows of CloudTrail Lake are lists of objects with one column each. */
function joinColumns(row: unknown): JsonObject {
  if (Array.isArray(row)) return Object.assign({}, ...row.filter(isObject));
  return isObject(row) ? row : {};
}
