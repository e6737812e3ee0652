import type { AuditedEvent } from '../audit/audit-record';
import { type ItemAccess, readItemAccess } from '../audit/item-access';
import { toKeyToken } from '../audit/item-key';
import type { JsonObject } from '../audit/json';
import { isPerson } from '../audit/person';
import { storableString } from '../store/storable-record';
import type { EncodedEntry } from './activity-entry';
import { findTables } from './activity-group';
import { FileNames, type Identity } from './file-names';
import type { FuseFilter } from './fuse-filter';
import { ALL_RECORDED, type DetailSettings, RecordedEvents } from './recorded-in-full';
import { TableHour } from './table-hour';
import type { Tokenizer } from './tokens';
import { type KnownTouch, Touches } from './touch';

/** What a file holds of the data plane. */
export interface CollectedActivity {
  readonly entries: readonly EncodedEntry[];
  /** Tokens of names that are no identities. */
  readonly filters: readonly FuseFilter[];
  readonly identities: readonly Identity[];
}

/**
 * Entries that are open at the same time. A file of CloudTrail has events of a few hours, and of some tables: if there are
 * more, all open entries are encoded, and later events get further ones.
 */
const MOST_OPEN = 1_000;

/** The entries of a table that are open. */
interface OpenHours {
  readonly byHour: Map<string, TableHour>;
  /** The one that was used last. */
  last: TableHour | undefined;
}

/**
 * Collects the activity of one file: an entry for each table and hour of event time. The entries depend on nothing but the events,
 * their order, the settings, and the salt of the tokens; also not on whether the file is read in pieces. Memory: what the entries take.
 */
export class ActivityCollector {
  readonly #tokenizer: Tokenizer;
  /** By table. */
  readonly #hours = new Map<string, OpenHours>();
  readonly #open = new Set<TableHour>();
  readonly #parts = new Map<string, number>();
  readonly #encoded: EncodedEntry[] = [];
  readonly #names: FileNames;
  readonly #touches = new Touches();
  readonly #recorded: RecordedEvents;
  #summarized = 0;

  /** @param detail decides which events get a record of their own. Default: all of them. */
  constructor(tokenizer: Tokenizer, detail: DetailSettings = ALL_RECORDED) {
    this.#tokenizer = tokenizer;
    this.#recorded = new RecordedEvents(detail);
    this.#names = new FileNames(tokenizer);
  }

  /** Number of events that only entries say something of. */
  get summarized(): number {
    return this.#summarized;
  }

  /**
   * Adds an event. Those of the control plane, and those of which no table is known, are left out.
   * @returns whether the event gets a record of its own
   */
  add({ record, contentHash }: AuditedEvent, event: JsonObject): boolean {
    if (record.plane !== 'data') return true;
    const access = readItemAccess(event, record);
    const tables = findTables(record);
    if (tables.length === 0) return true;
    const detail = this.#recorded.add(record, event, tables[0]!);
    const isRecorded = detail === 'recorded';
    if (!isRecorded) this.#summarized += 1;
    const isByPerson = isPerson(record, event);
    const caller = this.#names.addCaller(record, isByPerson);
    const address = this.#names.addAddress(record, isByPerson);
    for (let position = 0; position < tables.length; position += 1) {
      const table = tables[position]!;
      const touch = this.#touches.find(access, table);
      const open = this.#findOpen(table, record.eventTime, touch);
      open.add({ record, contentHash, caller, home: position === 0, touch, detail });
      if (address !== undefined) open.addToken(address);
      this.#addItems(access, open);
      if (open.isFull) this.#close(open);
    }
    return isRecorded;
  }

  /** What was collected, once every event of the file was added. */
  finish(): CollectedActivity {
    this.#closeAll();
    return { entries: this.#encoded, filters: this.#names.finish(), identities: this.#names.identities };
  }

  #addItems({ named }: ItemAccess, open: TableHour): void {
    for (const { table, key } of named) {
      if (table !== open.table) continue;
      for (const attribute in key) {
        open.addToken(this.#tokenizer.toItemToken(toKeyToken(attribute, key[attribute]!)));
      }
    }
  }

  /** The open entry of a table and hour. One that a call would make too large is encoded, and followed by another. */
  #findOpen(table: string, eventTime: string, touch: KnownTouch): TableHour {
    const open = this.#openEntry(table, eventTime);
    if (open.hasRoom(touch)) return open;
    this.#close(open);
    return this.#openEntry(table, eventTime);
  }

  #openEntry(table: string, eventTime: string): TableHour {
    let hours = this.#hours.get(table);
    if (hours?.last !== undefined && eventTime.startsWith(hours.last.hour)) return hours.last;
    const hour = eventTime.slice(0, 13);
    let open = hours?.byHour.get(hour);
    if (open === undefined) {
      if (this.#open.size >= MOST_OPEN) {
        this.#closeAll();
        hours = undefined;
      }
      open = new TableHour({ table, hour });
      this.#open.add(open);
    }
    if (hours === undefined) {
      hours = { byHour: new Map(), last: undefined };
      this.#hours.set(table, hours);
    }
    hours.byHour.set(hour, open);
    hours.last = open;
    return open;
  }

  #closeAll(): void {
    for (const open of this.#open) this.#close(open);
    this.#hours.clear();
  }

  #close(open: TableHour): void {
    const { table, hour } = open;
    // Two names can be stored alike.
    const name = hour + storableString(table);
    const part = this.#parts.get(name) ?? 0;
    this.#parts.set(name, part + 1);
    this.#open.delete(open);
    const hours = this.#hours.get(table);
    hours?.byHour.delete(hour);
    if (hours?.last === open) hours.last = undefined;
    this.#encoded.push(open.encode(part));
  }
}
