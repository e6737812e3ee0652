import { ACCESSES, OUTCOMES, SERVICES } from '../audit/audit-record';
import type { EntryContent, EntryGroup, Touch } from './activity-entry';
import { ByteReader, ByteWriter, damaged } from './bytes';
import { EntryTexts, readTexts } from './entry-texts';
import { readFilter, writeFilter } from './fuse-filter';
import { EntryTouches, readTouches } from './touch';

/** Version of the bytes of an entry. A reader refuses others. */
export const ENTRY_VERSION = 1;

/** Bits of the byte that begins each group. */
const SAME_PRINCIPAL = 1;
const AT_HOME = 2;
const HAS_OUTCOME = 4;
const NOT_ALL_RECORDED = 8;

/**
 * Writes an entry: version, texts, touches, groups, filter; then the hashes of all events. docs/data-model.md describes each byte.
 * @param groups in ascending order of `compareEntryGroups`
 */
export function encodeContent(table: string, { groups, filter }: EntryContent): Buffer {
  const texts = new EntryTexts();
  const touches = new EntryTouches();
  const written = new ByteWriter();
  written.varint(groups.length);
  let before: EntryGroup | undefined;
  for (const group of groups) {
    writeGroup(written, group, before, texts, touches);
    before = group;
  }
  const writtenTouches = new ByteWriter();
  touches.write(writtenTouches, texts);
  const writer = new ByteWriter();
  writer.varint(ENTRY_VERSION);
  texts.write(writer, table);
  writer.bytes(writtenTouches.toBytes());
  writer.bytes(written.toBytes());
  writeFilter(writer, filter);
  for (const { events } of groups) for (const event of events) writer.uint48(event);
  return writer.toBytes();
}

/** The order of groups in an entry: those of a principal together. */
export function compareEntryGroups(one: EntryGroup, other: EntryGroup): number {
  return (
    compareTexts(one.principal, other.principal) ||
    compareTexts(one.eventName, other.eventName) ||
    compareTexts(one.errorCode ?? '', other.errorCode ?? '') ||
    (one.events[0] ?? 0) - (other.events[0] ?? 0)
  );
}

const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function writeGroup(
  writer: ByteWriter,
  group: EntryGroup,
  before: EntryGroup | undefined,
  texts: EntryTexts,
  touches: EntryTouches,
) {
  const { principal, eventName, outcome, errorCode, touch, home, events, recorded } = group;
  const isSame = principal === before?.principal;
  const hasOutcome = outcome !== 'succeeded' || errorCode !== undefined;
  const allRecorded = recorded === events.length;
  writer.varint(
    (isSame ? SAME_PRINCIPAL : 0) |
      (home ? AT_HOME : 0) |
      (hasOutcome ? HAS_OUTCOME : 0) |
      (allRecorded ? 0 : NOT_ALL_RECORDED),
  );
  if (!isSame) writer.varint(texts.add(principal));
  writer.varint(texts.add(eventName));
  writer.varint(SERVICES.indexOf(group.service) * 16 + ACCESSES.indexOf(group.access));
  if (hasOutcome) {
    writer.varint(OUTCOMES.indexOf(outcome));
    writer.varint(errorCode === undefined ? 0 : texts.add(errorCode) + 1);
  }
  writer.varint(touches.add(touch));
  writer.varint(group.first);
  writer.varint(group.last - group.first);
  writer.varint(events.length);
  if (!allRecorded) writer.varint(recorded);
}

/**
 * Reads an entry.
 * @throws AuditTrailError `InvalidItem` if the bytes are not an entry of this version
 */
export function decodeContent(table: string, bytes: Uint8Array): EntryContent {
  const reader = new ByteReader(bytes);
  const version = reader.varint();
  if (version !== ENTRY_VERSION) {
    throw damaged(`it has version ${version}, but this program reads ${ENTRY_VERSION}`);
  }
  const toText = readTexts(reader, table);
  const toTouch = readTouches(reader, toText);
  const groups: WritableGroup[] = [];
  for (let left = reader.count(); left > 0; left -= 1)
    groups.push(readGroup(reader, groups.at(-1)?.principal, toText, toTouch));
  const filter = readFilter(reader);
  for (const { events } of groups) {
    for (let index = 0; index < events.length; index += 1) events[index] = reader.uint48();
  }
  reader.end();
  return { groups, filter };
}

/** A group whose events are still to be read. */
type WritableGroup = EntryGroup & { readonly events: number[] };

function readGroup(
  reader: ByteReader,
  before: string | undefined,
  toText: (position: number) => string,
  toTouch: (position: number) => Touch,
): WritableGroup {
  const bits = reader.varint();
  const has = (bit: number) => (bits & bit) !== 0;
  const principal = has(SAME_PRINCIPAL) ? before : toText(reader.varint());
  if (principal === undefined) throw damaged('its first group has no principal');
  const eventName = toText(reader.varint());
  const operation = reader.varint();
  const service = at(SERVICES, operation >>> 4);
  const access = at(ACCESSES, operation & 15);
  const outcome = has(HAS_OUTCOME) ? at(OUTCOMES, reader.varint()) : 'succeeded';
  const error = has(HAS_OUTCOME) ? reader.varint() : 0;
  const touch = toTouch(reader.varint());
  const first = reader.varint();
  const last = first + reader.varint();
  const count = reader.count(6);
  const recorded = has(NOT_ALL_RECORDED) ? reader.varint() : count;
  return {
    principal,
    eventName,
    service,
    access,
    outcome,
    errorCode: error > 0 ? toText(error - 1) : undefined,
    home: has(AT_HOME),
    touch,
    first,
    last,
    events: new Array<number>(count).fill(0),
    recorded,
  };
}

function at<Value>(values: readonly Value[], position: number): Value {
  const value = values[position];
  if (value === undefined) throw damaged(`a group has a value ${position} that this program does not know`);
  return value;
}
