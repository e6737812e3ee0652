import { ACCESSES, type AuditRecord, OUTCOMES, SERVICES } from '../audit/audit-record';
import { MEANING_VERSION } from '../audit/meaning-version';
import { storableString } from '../store/storable-record';
import type { EncodedEntry, EntryGroup, EntryPlace } from './activity-entry';
import { compareEntryGroups, encodeContent } from './entry-content';
import { COMMON_POSITIONS, commonPosition } from './entry-texts';
import type { Caller } from './file-names';
import { createFuseFilter } from './fuse-filter';
import { type OpenGroup, toGroup } from './open-group';
import type { EventDetail } from './recorded-in-full';
import { toEventHash } from './tokens';
import type { KnownTouch } from './touch';

/** A call as its entry sees it. */
export interface TableCall {
  readonly record: AuditRecord;
  readonly contentHash: string;
  readonly caller: Caller;
  readonly home: boolean;
  readonly touch: KnownTouch;
  readonly detail: EventDetail;
}

/** The calls of one principal. */
interface OpenPrincipal {
  /** By `toCallName`. */
  readonly byName: Map<string | number, OpenGroup>;
  readonly eventNames: Set<string>;
}

/**
 * About how many bytes an entry may have: far from DynamoDB's limit of 400 KB, because texts and tokens are estimated. Only a
 * file with ten thousands of events of one table and hour has more.
 */
const FULL_BYTES = 300_000;
/** A call whose keys have more bytes of names can make an entry too large. */
const LARGE_TOUCH = 50_000;
const EVENT_BYTES = 6;
/** A large filter needs 1.13, a small one more. */
const TOKEN_BYTES = 2;
const GROUP_BYTES = 32;

/** Collects the calls of a file on one table in one hour. */
export class TableHour {
  /** As records name it. */
  readonly table: string;
  readonly hour: string;
  readonly #principals = new Map<string, OpenPrincipal>();
  /** Some of them several times: finding that out here would take longer than sorting them. */
  readonly #tokens: number[] = [];
  #bytes = 0;
  #lastSecond = -1;
  #lastEventTime = '';

  constructor({ table, hour }: Pick<EntryPlace, 'table' | 'hour'>) {
    this.table = table;
    this.hour = hour;
  }

  /** Adds a call, and the tokens of its caller. */
  add(call: TableCall): void {
    const { record, contentHash, caller } = call;
    const second = toSecond(record.eventTime);
    const group = this.#findGroup(call, second);
    group.events.push(toEventHash(contentHash));
    if (call.detail === 'recorded') group.recorded += 1;
    else if (call.detail === 'capped') group.isCapped = true;
    if (second < group.first) group.first = second;
    if (second > group.last) group.last = second;
    if (second > this.#lastSecond) {
      this.#lastSecond = second;
      this.#lastEventTime = record.eventTime;
    }
    for (const token of caller.tokens) this.#tokens.push(token);
    this.#bytes += EVENT_BYTES;
  }

  /** Adds a token of a call. */
  addToken(token: number): void {
    this.#tokens.push(token);
  }

  /** Whether the entry has to be encoded before more is added. */
  get isFull(): boolean {
    return this.#size > FULL_BYTES;
  }

  /** Whether a call does not make the entry too large. A single one always fits: CloudTrail limits an event to 256 KB. */
  hasRoom({ bytes }: KnownTouch): boolean {
    return bytes < LARGE_TOUCH || this.#size === 0 || this.#size + bytes < FULL_BYTES;
  }

  get #size(): number {
    return this.#bytes + this.#tokens.length * TOKEN_BYTES;
  }

  /** @param part how many entries the same table and hour have already */
  encode(part: number): EncodedEntry {
    const { hour } = this;
    const table = storableString(this.table);
    const groups: EntryGroup[] = [];
    for (const [principal, { byName }] of this.#principals) {
      const stored = storableString(principal);
      for (const group of byName.values()) groups.push(toGroup(group, stored));
    }
    groups.sort(compareEntryGroups);
    const filter = createFuseFilter(new Float64Array(this.#tokens));
    return {
      table,
      hour,
      part,
      bytes: encodeContent(table, { meaningVersion: MEANING_VERSION, groups, filter }),
      lastEventTime: this.#lastEventTime,
    };
  }

  #findGroup(call: TableCall, second: number): OpenGroup {
    const { record, caller, home, touch } = call;
    let principal = this.#principals.get(caller.principal);
    if (principal === undefined) {
      principal = { byName: new Map(), eventNames: new Set() };
      this.#principals.set(caller.principal, principal);
      this.#bytes += Buffer.byteLength(caller.principal);
    }
    const name = toCallName(call);
    let group = principal.byName.get(name);
    if (group === undefined) {
      const { eventName, service, access, outcome, errorCode } = record;
      group = {
        eventName,
        service,
        access,
        outcome,
        errorCode,
        home,
        touch,
        events: [],
        first: second,
        last: second,
        recorded: 0,
        isCapped: false,
      };
      principal.byName.set(name, group);
      if (!principal.eventNames.has(eventName)) this.#bytes += Buffer.byteLength(eventName);
      principal.eventNames.add(eventName);
      this.#bytes += GROUP_BYTES + Buffer.byteLength(errorCode ?? '') + touch.bytes;
    }
    return group;
  }
}

/** What the calls of one principal in a group have in common: a number for nearly all calls. */
function toCallName({ record, home, touch }: TableCall): string | number {
  const { eventName, errorCode, outcome, service, access } = record;
  const operation = commonPosition(eventName);
  const place = (SERVICES.indexOf(service) * 16 + ACCESSES.indexOf(access)) * 2 + (home ? 1 : 0);
  if (operation !== undefined && outcome === 'succeeded' && errorCode === undefined) {
    return (touch.number * 256 + place) * COMMON_POSITIONS + operation;
  }
  const error = `${OUTCOMES.indexOf(outcome)} ${errorCode?.length} ${errorCode}`;
  return `${touch.number} ${place} ${error} ${eventName}`;
}

/** The second of the hour, of an `eventTime`. */
const toSecond = (eventTime: string): number => 60 * toNumber(eventTime, 14) + toNumber(eventTime, 17);

/** The number of two digits. `Number` of a part takes many times as long. */
const toNumber = (text: string, from: number): number =>
  10 * text.charCodeAt(from) + text.charCodeAt(from + 1) - 11 * 0x30;
