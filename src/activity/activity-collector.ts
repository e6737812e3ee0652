import type { AuditedEvent, AuditRecord } from '../audit/audit-record';
import { type ItemAccess, readItemAccess } from '../audit/item-access';
import { toKeyToken } from '../audit/item-key';
import type { JsonObject } from '../audit/json';
import { isPerson } from '../audit/person';
import type { EncodedEntry } from './activity-entry';
import { findTables } from './activity-group';
import { FileNames, type Identity } from './file-names';
import type { FuseFilter } from './fuse-filter';
import { ALL_RECORDED, type DetailSettings, RecordedEvents } from './recorded-in-full';
import { type TableCall, TableHour } from './table-hour';
import type { Tokenizer } from './tokens';
import { Touches } from './touch';

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

/**
 * Collects the activity of one file: an entry for each table and hour of event time. The entries depend on nothing but the events,
 * their order, the settings, and the salt of the tokens; also not on whether the file is read in pieces. Memory: what the entries take.
 */
export class ActivityCollector {
  readonly #tokenizer: Tokenizer;
  /** By hour and table. */
  readonly #open = new Map<string, TableHour>();
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
    const tables = toTables(record, access);
    if (tables.length === 0) return true;
    const isRecorded = this.#recorded.add(record, event, tables[0]!);
    if (!isRecorded) this.#summarized += 1;
    const tokens = this.#names.add(record, isPerson(record, event));
    const hour = record.eventTime.slice(0, 13);
    for (let position = 0; position < tables.length; position += 1) {
      const table = tables[position]!;
      const touch = this.#touches.find(access, table);
      const call = { record, contentHash, home: position === 0, touch, isRecorded };
      this.#addCall(hour, table, call, tokens, this.#toItemTokens(access, table));
    }
    return isRecorded;
  }

  /** What was collected, once every event of the file was added. */
  finish(): CollectedActivity {
    this.#closeAll();
    return { entries: this.#encoded, filters: this.#names.finish(), identities: this.#names.identities };
  }

  #toItemTokens({ named }: ItemAccess, table: string): number[] {
    const tokens: number[] = [];
    for (const item of named) {
      if (item.table !== table) continue;
      for (const attribute in item.key) {
        tokens.push(this.#tokenizer.toItemToken(toKeyToken(attribute, item.key[attribute]!)));
      }
    }
    return tokens;
  }

  #addCall(
    hour: string,
    table: string,
    call: TableCall,
    tokens: readonly number[],
    itemTokens: readonly number[],
  ): void {
    const name = hour + table;
    let open = this.#open.get(name);
    if (open === undefined) {
      if (this.#open.size >= MOST_OPEN) this.#closeAll();
      open = new TableHour({ table, hour });
      this.#open.set(name, open);
    }
    open.add(call, tokens, itemTokens);
    if (open.isFull) this.#close(name, open);
  }

  #closeAll(): void {
    for (const [name, open] of this.#open) this.#close(name, open);
  }

  #close(name: string, open: TableHour): void {
    const part = this.#parts.get(name) ?? 0;
    this.#parts.set(name, part + 1);
    this.#open.delete(name);
    this.#encoded.push(open.encode(part));
  }
}

/** The tables of a call: the one at home first, and those of which it names items. */
function toTables(record: AuditRecord, { named, unnamed }: ItemAccess): readonly string[] {
  const tables = findTables(record);
  for (const { table } of named) if (!tables.includes(table)) tables.push(table);
  for (const { table } of unnamed) if (!tables.includes(table)) tables.push(table);
  return tables;
}
