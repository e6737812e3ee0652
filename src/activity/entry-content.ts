import { OUTCOMES } from '../audit/audit-record';
import type { EntryContent, EntryGroup } from './activity-entry';
import { ByteWriter } from './bytes';
import { EntryCalls } from './entry-calls';
import { EntryTexts, writePrincipals } from './entry-texts';
import { writeFilter } from './fuse-filter';

/** Version of the bytes of an entry. A reader refuses later ones. Version 1 has no version of the meaning. */
export const ENTRY_VERSION = 2;

/** Bits of the byte that begins each group. */
export const NEXT_PRINCIPAL = 1;
export const AT_HOME = 2;
export const HAS_OUTCOME = 4;
export const SEVERAL_EVENTS = 8;
export const NOT_ALL_RECORDED = 16;
export const CAPPED = 32;

/**
 * Writes an entry: versions, principals, texts, calls, groups, filter, the hashes of all events. docs/data-model.md describes
 * each byte.
 * @param groups in ascending order of `compareEntryGroups`
 */
export function encodeContent(table: string, { meaningVersion, groups, filter }: EntryContent): Buffer {
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
  writer.varint(meaningVersion);
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
  const { outcome, errorCode, home, first, last, events, recorded, isCapped } = group;
  const hasOutcome = outcome !== 'succeeded' || errorCode !== undefined;
  const hasSeveral = events.length > 1;
  const allRecorded = recorded === events.length;
  writer.varint(
    (isNext ? NEXT_PRINCIPAL : 0) |
      (home ? AT_HOME : 0) |
      (hasOutcome ? HAS_OUTCOME : 0) |
      (hasSeveral ? SEVERAL_EVENTS : 0) |
      (allRecorded ? 0 : NOT_ALL_RECORDED) |
      (isCapped ? CAPPED : 0),
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
