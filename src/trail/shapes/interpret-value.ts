import { toCopyId } from '../../audit/event-identity';
import { isObject, type JsonObject } from '../../audit/json';
import { toMessage } from '../../errors';
import type { InputShape } from '../log-file-record';
import { EVENT_LISTS } from './event-lists';
import { isAthenaRow, restoreEvent } from './restore-event';
import { ResultSet } from './result-set';
import type { CutValue } from './split-documents';

/** What a value of a file turned out to be. */
export type Interpreted =
  | {
      readonly kind: 'event';
      readonly shape: InputShape;
      readonly event: JsonObject;
      /** The bytes of the event. Of a copy: as this program puts it together. */
      readonly original: Buffer;
      /** The id of the event that this is a copy of. */
      readonly copyOf?: string;
    }
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Not meant to be an event: column names, or a control message. */
  | { readonly kind: 'ignored' };

/** Members that hold an event: as text, or as Logs Insights exports it. */
const HOLDERS: readonly (readonly [member: string, shape: InputShape])[] = [
  ['CloudTrailEvent', 'lookup-events'],
  ['message', 'cloudwatch-logs'],
  ['@message', 'cloudwatch-logs'],
];

/** Returns a function that says what each value of a file is: an event, or something that holds one. */
export function createInterpreter(): (cut: CutValue) => Interpreted {
  const resultSet = new ResultSet();
  return ({ list, bytes }) => {
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString());
    } catch (error) {
      return reject(`It is not valid JSON: ${toMessage(error)}`);
    }
    if (list === 'QueryResultRows') return fromLake(joinColumns(value));
    if (list === 'results') value = joinFields(value);
    if (list !== 'Rows') return interpret(value, list, bytes);
    const row = resultSet.toRow(value);
    if (row === 'header') return { kind: 'ignored' };
    return row ? fromColumns(row, 'athena') : reject('It is a row without column names.');
  };
}

function interpret(value: unknown, list: string | undefined, bytes: Buffer): Interpreted {
  if (typeof value === 'string' && list === undefined) return fromText(value, 'event');
  if (!isObject(value)) return reject('A record must be an object.');
  for (const [member, shape] of HOLDERS) {
    const held = value[member];
    if (typeof held === 'string' && !isEvent(value)) return fromText(held, shape);
    if (isObject(held) && isEvent(held)) return toEvent(held, shape);
  }
  if (isEnvelope(value)) return toEvent(value.detail, 'eventbridge');
  if (value.eventJson !== undefined) return fromLake(value);
  if (isAthenaRow(value)) return fromColumns(value, 'athena');
  if (list !== 'Records' && !isEvent(value)) return reject(describeOther(value, list));
  return { kind: 'event', shape: list === 'Records' ? 'log-file' : 'event', event: value, original: bytes };
}

const reject = (reason: string): Interpreted => ({ kind: 'rejected', reason });

const toEvent = (event: JsonObject, shape: InputShape): Interpreted => ({
  kind: 'event',
  shape,
  event,
  original: Buffer.from(JSON.stringify(event)),
});

const EVENT_MEMBERS = ['eventName', 'eventSource', 'eventID', 'eventVersion', 'eventType', 'userIdentity'];

/** An object of another kind has at most one of these members. */
const isEvent = (value: JsonObject): boolean =>
  EVENT_MEMBERS.filter((name) => value[name] !== undefined).length > 1;

const isEnvelope = (value: JsonObject): value is JsonObject & { readonly detail: JsonObject } =>
  isObject(value.detail) && value['detail-type'] !== undefined;

function describeOther(value: JsonObject, list: string | undefined): string {
  if (value.digestStartTime !== undefined) return 'It is a digest of CloudTrail, which has no events.';
  const member = EVENT_LISTS.get(list ?? '')?.member;
  return member ? `It has no "${member}", which holds the event.` : 'It is not a CloudTrail event.';
}

/** What CloudWatch Logs sends to check a destination. */
const CONTROL_MESSAGE = /^CWL CONTROL MESSAGE/;

function fromText(text: string, shape: InputShape): Interpreted {
  if (CONTROL_MESSAGE.test(text)) return { kind: 'ignored' };
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch (error) {
    return reject(`Its text is not a JSON event: ${toMessage(error)}`);
  }
  if (!isObject(event)) return reject('Its text is not a JSON event.');
  // A rule of EventBridge can deliver to CloudWatch Logs.
  if (isEnvelope(event)) return toEvent(event.detail, shape);
  if (!isEvent(event)) return reject('Its text is not a CloudTrail event.');
  return { kind: 'event', shape, event, original: Buffer.from(text) };
}

function fromLake(row: JsonObject): Interpreted {
  const { eventJson } = row;
  if (typeof eventJson === 'string') {
    const interpreted = fromText(eventJson, 'cloudtrail-lake');
    return interpreted.kind === 'event' ? toCopy(interpreted.event, 'cloudtrail-lake') : interpreted;
  }
  return fromColumns(row, isAthenaRow(row) ? 'athena' : 'cloudtrail-lake');
}

function fromColumns(row: JsonObject, shape: InputShape): Interpreted {
  const event = restoreEvent(row);
  if (event.eventSource !== undefined || event.eventName !== undefined) return toCopy(event, shape);
  return reject(
    'It is a row without the columns of an event. Select eventSource, eventName, eventTime and all others.',
  );
}

/**
 * A copy has an id of its own: under the id of the event it would be a variant of the log file's record,
 * and look like tampering.
 */
function toCopy(copied: JsonObject, shape: InputShape): Interpreted {
  const { eventID } = copied;
  if (typeof eventID !== 'string') return toEvent(copied, shape);
  return { ...toEvent({ ...copied, eventID: toCopyId(eventID) }, shape), copyOf: eventID } as Interpreted;
}

/** Rows of CloudTrail Lake are lists of objects with one column each. */
function joinColumns(row: unknown): JsonObject {
  if (Array.isArray(row)) return Object.assign({}, ...row.filter(isObject));
  return isObject(row) ? row : {};
}

/** Results of Logs Insights are lists of fields with a name and a value. */
function joinFields(row: unknown): unknown {
  if (!Array.isArray(row)) return row;
  return Object.fromEntries(row.filter(isObject).map(({ field, value }) => [String(field), value]));
}
