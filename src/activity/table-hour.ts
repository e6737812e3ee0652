import { ACCESSES, type AuditRecord, OUTCOMES, SERVICES } from '../audit/audit-record';
import { storableString } from '../store/storable-record';
import type { EncodedEntry, EntryGroup, EntryPlace } from './activity-entry';
import { compareEntryGroups, encodeContent } from './entry-content';
import { createFuseFilter } from './fuse-filter';
import { toEventHash } from './tokens';
import type { KnownTouch } from './touch';

/** A call as its entry sees it. */
export interface TableCall {
  readonly record: AuditRecord;
  readonly contentHash: string;
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
  readonly #place: Pick<EntryPlace, 'table' | 'hour'>;
  /** By principal, operation, and what else the calls of a group have in common. */
  readonly #groups = new Map<string, Map<string, Map<string | number, OpenGroup>>>();
  /** Some of them several times: finding that out here would take longer than sorting them. */
  readonly #tokens: number[] = [];
  #bytes = 0;

  constructor(place: Pick<EntryPlace, 'table' | 'hour'>) {
    this.#place = place;
  }

  /** Adds a call, and the tokens of it. */
  add(call: TableCall, tokens: readonly number[], itemTokens: readonly number[]): void {
    const { record, contentHash } = call;
    const group = this.#findGroup(call);
    group.events.push(toEventHash(contentHash));
    if (call.isRecorded) group.recorded += 1;
    if (record.eventTime < group.first) group.first = record.eventTime;
    if (record.eventTime > group.last) group.last = record.eventTime;
    for (const token of tokens) this.#tokens.push(token);
    for (const token of itemTokens) this.#tokens.push(token);
    this.#bytes += EVENT_BYTES;
  }

  /** Whether the entry has to be encoded before more is added. */
  get isFull(): boolean {
    return this.#bytes + this.#tokens.length * TOKEN_BYTES > FULL_BYTES;
  }

  /** @param part how many entries the same table and hour have already */
  encode(part: number): EncodedEntry {
    const { table, hour } = this.#place;
    const groups: EntryGroup[] = [];
    let lastEventTime = '';
    for (const principal of [...this.#groups.keys()].sort()) {
      const stored = storableString(principal);
      for (const byName of this.#groups.get(principal)!.values()) {
        for (const group of byName.values()) {
          groups.push(toGroup(group, stored));
          if (group.last > lastEventTime) lastEventTime = group.last;
        }
      }
    }
    groups.sort(compareEntryGroups);
    const filter = createFuseFilter(Float64Array.from(this.#tokens));
    return { table, hour, part, bytes: encodeContent(table, { groups, filter }), lastEventTime };
  }

  #findGroup(call: TableCall): OpenGroup {
    const { principal, eventName, eventTime } = call.record;
    let operations = this.#groups.get(principal.id);
    if (operations === undefined) {
      operations = new Map();
      this.#groups.set(principal.id, operations);
      this.#bytes += principal.id.length;
    }
    let groups = operations.get(eventName);
    if (groups === undefined) {
      groups = new Map();
      operations.set(eventName, groups);
      this.#bytes += eventName.length;
    }
    const rest = toRest(call);
    let group = groups.get(rest);
    if (group === undefined) {
      group = { call, events: [], first: eventTime, last: eventTime, recorded: 0 };
      groups.set(rest, group);
      this.#bytes += GROUP_BYTES + (call.record.errorCode?.length ?? 0) + call.touch.length;
    }
    return group;
  }
}

/** What the calls of one principal and operation in a group have in common. */
function toRest({ record, home, touch }: TableCall): string | number {
  const { errorCode, outcome, service, access } = record;
  const place = home ? 1 : 0;
  const rest =
    ((touch.number * SERVICES.length + SERVICES.indexOf(service)) * 16 + ACCESSES.indexOf(access)) * 2 +
    place;
  return outcome === 'succeeded' && errorCode === undefined
    ? rest
    : `${rest} ${OUTCOMES.indexOf(outcome)} ${errorCode}`;
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
    events: events.length === 1 ? events : [...Float64Array.from(events).sort()],
    recorded,
  };
}

/** The second of the hour, of an `eventTime`. */
const toSecond = (eventTime: string): number =>
  60 * Number(eventTime.slice(14, 16)) + Number(eventTime.slice(17, 19));
