import { OUTCOMES } from '../audit/audit-record';
import type { EntryContent, EntryGroup } from './activity-entry';
import { ByteReader, damaged } from './bytes';
import { at, type EntryCall, readCalls, skipCalls } from './entry-calls';
import {
  AT_HOME,
  CAPPED,
  ENTRY_VERSION,
  HAS_OUTCOME,
  NEXT_PRINCIPAL,
  NOT_ALL_RECORDED,
  SEVERAL_EVENTS,
} from './entry-content';
import { readPrincipals, readTexts, skipPrincipals, skipTexts } from './entry-texts';
import { type FuseFilter, readFilter } from './fuse-filter';

/** Bytes of the hash of an event. */
const HASH_BYTES = 6;

/** What the bytes of a group say, as numbers. */
interface GroupNumbers {
  bits: number;
  call: number;
  outcome: number;
  error: number;
  first: number;
  last: number;
  events: number;
  recorded: number;
}

/**
 * Reads the content of an entry.
 * @throws AuditTrailError `InvalidItem` if the bytes are not an entry, are one of a later version, or end early
 */
export const decodeContent = (table: string, bytes: Uint8Array): StoredContent =>
  new StoredContent(table, bytes);

/**
 * The content of an entry as it was stored. Only what is asked for is decoded: most questions need a few groups of an entry, or
 * only its filter. Throws AuditTrailError `InvalidItem` where the bytes are not those of an entry.
 */
export class StoredContent implements EntryContent {
  readonly meaningVersion: number;
  readonly filter: FuseFilter;
  /** Number of events of all groups. */
  readonly eventCount: number;
  readonly #table: string;
  readonly #bytes: Buffer;
  readonly #version: number;
  /** Where each part begins. */
  readonly #principals: number;
  readonly #texts: number;
  readonly #calls: number;
  readonly #firstGroup: number;
  readonly #events: number;
  readonly #groupCount: number;
  #decodedCalls: readonly EntryCall[] | undefined;
  #groups: readonly EntryGroup[] | undefined;
  #toText: ((position: number) => string) | undefined;

  constructor(table: string, bytes: Uint8Array) {
    this.#table = table;
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const reader = new ByteReader(this.#bytes);
    const version = reader.varint();
    if (version < 1 || version > ENTRY_VERSION) {
      throw damaged(`it has version ${version}, but this program reads 1 to ${ENTRY_VERSION}`);
    }
    this.#version = version;
    this.meaningVersion = version === 1 ? 0 : reader.varint();
    this.#principals = reader.position;
    skipPrincipals(reader);
    this.#texts = reader.position;
    skipTexts(reader);
    this.#calls = reader.position;
    skipCalls(reader);
    this.#groupCount = reader.count(3);
    this.#firstGroup = reader.position;
    let eventCount = 0;
    for (let left = this.#groupCount; left > 0; left -= 1) {
      readNumbers(reader, numbers);
      eventCount += numbers.events;
    }
    this.eventCount = eventCount;
    this.filter = readFilter(reader);
    this.#events = reader.position;
    reader.skip(eventCount * HASH_BYTES);
    reader.end();
  }

  /** All groups, in ascending order of `compareEntryGroups`. */
  get groups(): readonly EntryGroup[] {
    this.#groups ??= this.#readGroups(() => true);
    return this.#groups;
  }

  /** The groups of some calls. */
  findGroups(matches: (call: EntryCall) => boolean): readonly EntryGroup[] {
    return this.#groups?.filter(matches) ?? this.#readGroups(matches);
  }

  #readGroups(matches: (call: EntryCall) => boolean): EntryGroup[] {
    const calls = this.#readCalls();
    const isWanted = calls.map(matches);
    const groups: EntryGroup[] = [];
    if (!isWanted.includes(true) && calls.length > 0) return groups;
    const reader = new ByteReader(this.#bytes, this.#firstGroup);
    const events = new ByteReader(this.#bytes, this.#events);
    let principals: readonly string[] | undefined;
    let next = 0;
    for (let left = this.#groupCount; left > 0; left -= 1) {
      readNumbers(reader, numbers);
      if ((numbers.bits & NEXT_PRINCIPAL) !== 0) next += 1;
      const call = at(calls, numbers.call);
      if (isWanted[numbers.call]) {
        principals ??= readPrincipals(new ByteReader(this.#bytes, this.#principals), this.#table);
        groups.push(this.#toGroup(numbers, at(principals, next - 1), call, events));
      } else events.skip(numbers.events * HASH_BYTES);
    }
    return groups;
  }

  #toGroup(read: GroupNumbers, principal: string, call: EntryCall, hashes: ByteReader): EntryGroup {
    const { eventName, service, access, touch } = call;
    // A list that begins with its first value has the kind of its values from the start.
    const events = [hashes.uint48()];
    for (let left = read.events - 1; left > 0; left -= 1) events.push(hashes.uint48());
    return {
      principal,
      eventName,
      service,
      access,
      outcome: at(OUTCOMES, read.outcome),
      errorCode: read.error > 0 ? this.#textAt(read.error - 1) : undefined,
      home: (read.bits & AT_HOME) !== 0,
      touch,
      first: read.first,
      last: read.last,
      events,
      recorded: read.recorded,
      isCapped: this.#version === 1 ? read.recorded < read.events : (read.bits & CAPPED) !== 0,
    };
  }

  #readCalls(): readonly EntryCall[] {
    this.#decodedCalls ??= readCalls(this.#bytes, this.#texts, this.#calls);
    return this.#decodedCalls;
  }

  #textAt(position: number): string {
    this.#toText ??= readTexts(new ByteReader(this.#bytes, this.#texts));
    return this.#toText(position);
  }
}

/** Used again for each group. */
const numbers: GroupNumbers = {
  ...{ bits: 0, call: 0, outcome: 0, error: 0 },
  ...{ first: 0, last: 0, events: 0, recorded: 0 },
};

const SUCCEEDED = OUTCOMES.indexOf('succeeded');

function readNumbers(reader: ByteReader, into: GroupNumbers): void {
  const bits = reader.varint();
  into.bits = bits;
  into.call = reader.varint();
  const hasOutcome = (bits & HAS_OUTCOME) !== 0;
  into.outcome = hasOutcome ? reader.varint() : SUCCEEDED;
  into.error = hasOutcome ? reader.varint() : 0;
  into.first = reader.varint();
  const hasSeveral = (bits & SEVERAL_EVENTS) !== 0;
  into.last = hasSeveral ? into.first + reader.varint() : into.first;
  into.events = hasSeveral ? reader.count(HASH_BYTES) : 1;
  into.recorded = (bits & NOT_ALL_RECORDED) === 0 ? into.events : reader.varint();
}
