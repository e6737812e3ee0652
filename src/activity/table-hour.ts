import type { AuditRecord } from '../audit/audit-record';
import type { ItemAccess } from '../audit/item-access';
import { storableString } from '../store/storable-record';
import type { EncodedEntry, EntryGroup, EntryPlace } from './activity-entry';
import { compareEntryGroups, encodeContent } from './entry-content';
import { createFuseFilter } from './fuse-filter';
import { toEventHash } from './tokens';
import { nameTouch, toTouch } from './touch';

/** A call as its entry sees it. */
export interface TableCall {
  readonly record: AuditRecord;
  readonly contentHash: string;
  readonly home: boolean;
  /** What the call says of items of all its tables. */
  readonly access: ItemAccess;
  /** Whether the event has a record of its own. */
  readonly isRecorded: boolean;
}

interface OpenGroup {
  readonly call: TableCall;
  readonly events: number[];
  first: string;
  last: string;
  recorded: number;
}

/**
 * About how many bytes an entry may have: far from DynamoDB's limit of 400 KB, because texts and tokens are estimated. Only a
 * file with tens of thousands of events of one table and hour has more.
 */
const FULL_BYTES = 300_000;
const EVENT_BYTES = 6;
/** A large filter needs 1.13, a small one more. */
const TOKEN_BYTES = 2;
const GROUP_BYTES = 32;

/** Collects the calls of a file on one table in one hour. */
export class TableHour {
  readonly #place: Pick<EntryPlace, 'table' | 'hour'>;
  readonly #groups = new Map<string, OpenGroup>();
  readonly #tokens = new Set<number>();
  #bytes = 0;

  constructor(place: Pick<EntryPlace, 'table' | 'hour'>) {
    this.#place = place;
  }

  /** Adds a call, and the tokens of it. */
  add(call: TableCall, tokens: readonly number[]): void {
    const { record, contentHash } = call;
    const name = toGroupName(call, this.#place.table);
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = { call, events: [], first: record.eventTime, last: record.eventTime, recorded: 0 };
      this.#groups.set(name, group);
      this.#bytes += name.length + GROUP_BYTES;
    }
    group.events.push(toEventHash(contentHash));
    if (call.isRecorded) group.recorded += 1;
    if (record.eventTime < group.first) group.first = record.eventTime;
    if (record.eventTime > group.last) group.last = record.eventTime;
    for (const token of tokens) this.#tokens.add(token);
    this.#bytes += EVENT_BYTES;
  }

  /** Whether the entry has to be encoded before more is added. */
  get isFull(): boolean {
    return this.#bytes + this.#tokens.size * TOKEN_BYTES > FULL_BYTES;
  }

  /** @param part how many entries the same table and hour have already */
  encode(part: number): EncodedEntry {
    const { table, hour } = this.#place;
    const open = [...this.#groups.values()];
    const groups = open.map((group) => toGroup(group, table)).sort(compareEntryGroups);
    const filter = createFuseFilter(Float64Array.from(this.#tokens));
    const bytes = encodeContent(table, { groups, filter });
    const lastEventTime = open.reduce((last, group) => (group.last > last ? group.last : last), '');
    return { table, hour, part, bytes, lastEventTime };
  }
}

/** Lengths tell texts apart that contain what separates them. */
function toGroupName({ record, home, access }: TableCall, table: string): string {
  const { principal, eventName, errorCode = '', outcome, service } = record;
  const lengths = `${principal.id.length},${eventName.length},${errorCode.length}`;
  const texts = `${principal.id}${eventName}${errorCode}`;
  return `${lengths},${texts},${outcome},${service},${record.access},${home}${nameTouch(access, table)}`;
}

function toGroup({ call, events, first, last, recorded }: OpenGroup, table: string): EntryGroup {
  const { record, home, access } = call;
  return {
    principal: storableString(record.principal.id),
    eventName: storableString(record.eventName),
    service: record.service,
    access: record.access,
    outcome: record.outcome,
    errorCode: record.errorCode === undefined ? undefined : storableString(record.errorCode),
    home,
    touch: toTouch(access, table),
    first: toSecond(first),
    last: toSecond(last),
    events: [...Float64Array.from(events).sort()],
    recorded,
  };
}

/** The second of the hour, of an `eventTime`. */
const toSecond = (eventTime: string): number =>
  60 * Number(eventTime.slice(14, 16)) + Number(eventTime.slice(17, 19));
