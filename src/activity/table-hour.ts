import { ACCESSES, type AuditRecord, OUTCOMES, SERVICES } from '../audit/audit-record';
import { storableString } from '../store/storable-record';
import type { EncodedEntry, EntryGroup, EntryPlace } from './activity-entry';
import { compareEntryGroups, encodeContent } from './entry-content';
import { COMMON_POSITIONS, commonPosition } from './entry-texts';
import type { Caller } from './file-names';
import { createFuseFilter } from './fuse-filter';
import { toEventHash } from './tokens';
import type { KnownTouch } from './touch';

/** A call as its entry sees it. */
export interface TableCall {
  readonly record: AuditRecord;
  readonly contentHash: string;
  readonly caller: Caller;
  readonly home: boolean;
  readonly touch: KnownTouch;
  /** Whether the event has a record of its own. */
  readonly isRecorded: boolean;
}

interface OpenGroup {
  /** The first of them. */
  readonly call: TableCall;
  readonly events: number[];
  first: string;
  last: string;
  recorded: number;
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
const EVENT_BYTES = 6;
/** A large filter needs 1.13, a small one more. */
const TOKEN_BYTES = 2;
const GROUP_BYTES = 32;

/** Collects the calls of a file on one table in one hour. */
export class TableHour {
  readonly table: string;
  readonly hour: string;
  readonly #principals = new Map<string, OpenPrincipal>();
  /** Some of them several times: finding that out here would take longer than sorting them. */
  readonly #tokens: number[] = [];
  #bytes = 0;

  constructor({ table, hour }: Pick<EntryPlace, 'table' | 'hour'>) {
    this.table = table;
    this.hour = hour;
  }

  /** Adds a call, and the tokens of its caller. */
  add(call: TableCall): void {
    const { record, contentHash, caller } = call;
    const group = this.#findGroup(call);
    group.events.push(toEventHash(contentHash));
    if (call.isRecorded) group.recorded += 1;
    if (record.eventTime < group.first) group.first = record.eventTime;
    if (record.eventTime > group.last) group.last = record.eventTime;
    for (const token of caller.tokens) this.#tokens.push(token);
    this.#bytes += EVENT_BYTES;
  }

  /** Adds a token of a call. */
  addToken(token: number): void {
    this.#tokens.push(token);
  }

  /** Whether the entry has to be encoded before more is added. */
  get isFull(): boolean {
    return this.#bytes + this.#tokens.length * TOKEN_BYTES > FULL_BYTES;
  }

  /** @param part how many entries the same table and hour have already */
  encode(part: number): EncodedEntry {
    const { table, hour } = this;
    const groups: EntryGroup[] = [];
    let lastEventTime = '';
    for (const [principal, { byName }] of this.#principals) {
      const stored = storableString(principal);
      for (const group of byName.values()) {
        groups.push(toGroup(group, stored));
        if (group.last > lastEventTime) lastEventTime = group.last;
      }
    }
    groups.sort(compareEntryGroups);
    const filter = createFuseFilter(new Float64Array(this.#tokens));
    return { table, hour, part, bytes: encodeContent(table, { groups, filter }), lastEventTime };
  }

  #findGroup(call: TableCall): OpenGroup {
    const { record, caller, touch } = call;
    let principal = this.#principals.get(caller.principal);
    if (principal === undefined) {
      principal = { byName: new Map(), eventNames: new Set() };
      this.#principals.set(caller.principal, principal);
      this.#bytes += caller.principal.length;
    }
    const name = toCallName(call);
    let group = principal.byName.get(name);
    if (group === undefined) {
      const { eventName, eventTime, errorCode = '' } = record;
      group = { call, events: [], first: eventTime, last: eventTime, recorded: 0 };
      principal.byName.set(name, group);
      if (!principal.eventNames.has(eventName)) this.#bytes += eventName.length;
      principal.eventNames.add(eventName);
      this.#bytes += GROUP_BYTES + errorCode.length + touch.length;
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

function toGroup({ call, events, first, last, recorded }: OpenGroup, principal: string): EntryGroup {
  const { record, home, touch } = call;
  return {
    principal,
    eventName: storableString(record.eventName),
    service: record.service,
    access: record.access,
    outcome: record.outcome,
    errorCode: record.errorCode === undefined ? undefined : storableString(record.errorCode),
    home,
    touch,
    first: toSecond(first),
    last: toSecond(last),
    events: events.length === 1 ? events : Array.from(new Float64Array(events).sort()),
    recorded,
  };
}

/** The second of the hour, of an `eventTime`. */
const toSecond = (eventTime: string): number =>
  60 * Number(eventTime.slice(14, 16)) + Number(eventTime.slice(17, 19));
