import { OUTCOMES } from '../audit/audit-record';
import type { EntryContent, EntryGroup } from './activity-entry';
import { ByteReader, ByteWriter, damaged } from './bytes';
import { at, type EntryCall, EntryCalls, readCalls } from './entry-calls';
import { EntryTexts, readPrincipals, readTexts, writePrincipals } from './entry-texts';
import { readFilter, writeFilter } from './fuse-filter';

/** Version of the bytes of an entry. A reader refuses others. */
const ENTRY_VERSION = 1;

/** Bits of the byte that begins each group. */
const NEXT_PRINCIPAL = 1;
const AT_HOME = 2;
const HAS_OUTCOME = 4;
const SEVERAL_EVENTS = 8;
const NOT_ALL_RECORDED = 16;

/**
 * Writes an entry: version, principals, texts, calls, groups, filter, the hashes of all events. docs/data-model.md describes
 * each byte.
 * @param groups in ascending order of `compareEntryGroups`
 */
export function encodeContent(table: string, { groups, filter }: EntryContent): Buffer {
  const texts = new EntryTexts();
  const calls = new EntryCalls();
  const principals: string[] = [];
  const writtenGroups = new ByteWriter();
  for (const group of groups) {
    const isNext = group.principal !== principals.at(-1);
    if (isNext) principals.push(group.principal);
    writeGroup(writtenGroups, group, isNext, calls, texts);
  }
  const writtenCalls = new ByteWriter();
  calls.write(writtenCalls, texts);

  const writer = new ByteWriter();
  writer.varint(ENTRY_VERSION);
  writePrincipals(writer, principals, table);
  texts.write(writer);
  writer.bytes(writtenCalls.toBytes());
  writer.varint(groups.length);
  writer.bytes(writtenGroups.toBytes());
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
  isNext: boolean,
  calls: EntryCalls,
  texts: EntryTexts,
): void {
  const { outcome, errorCode, home, first, last, events, recorded } = group;
  const hasOutcome = outcome !== 'succeeded' || errorCode !== undefined;
  const hasSeveral = events.length > 1;
  const allRecorded = recorded === events.length;
  writer.varint(
    (isNext ? NEXT_PRINCIPAL : 0) |
      (home ? AT_HOME : 0) |
      (hasOutcome ? HAS_OUTCOME : 0) |
      (hasSeveral ? SEVERAL_EVENTS : 0) |
      (allRecorded ? 0 : NOT_ALL_RECORDED),
  );
  writer.varint(calls.add(group));
  if (hasOutcome) {
    writer.varint(OUTCOMES.indexOf(outcome));
    writer.varint(errorCode === undefined ? 0 : texts.add(errorCode) + 1);
  }
  writer.varint(first);
  if (hasSeveral) {
    writer.varint(last - first);
    writer.varint(events.length);
  }
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
  const principals = readPrincipals(reader, table);
  const toText = readTexts(reader);
  const calls = readCalls(reader, toText);
  const groups: WritableGroup[] = [];
  let next = 0;
  for (let left = reader.count(3); left > 0; left -= 1) {
    const bits = reader.varint();
    if ((bits & NEXT_PRINCIPAL) !== 0) next += 1;
    groups.push(readGroup(reader, bits, at(principals, next - 1), calls, toText));
  }
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
  bits: number,
  principal: string,
  calls: readonly EntryCall[],
  toText: (position: number) => string,
): WritableGroup {
  const { eventName, service, access, touch } = at(calls, reader.varint());
  const hasOutcome = (bits & HAS_OUTCOME) !== 0;
  const outcome = hasOutcome ? at(OUTCOMES, reader.varint()) : 'succeeded';
  const error = hasOutcome ? reader.varint() : 0;
  const first = reader.varint();
  const hasSeveral = (bits & SEVERAL_EVENTS) !== 0;
  const last = hasSeveral ? first + reader.varint() : first;
  const count = hasSeveral ? reader.count(6) : 1;
  const recorded = (bits & NOT_ALL_RECORDED) === 0 ? count : reader.varint();
  return {
    principal,
    eventName,
    service,
    access,
    outcome,
    errorCode: error > 0 ? toText(error - 1) : undefined,
    home: (bits & AT_HOME) !== 0,
    touch,
    first,
    last,
    events: new Array<number>(count).fill(0),
    recorded,
  };
}
