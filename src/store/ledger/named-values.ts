import type { AuditRecord } from '../../audit/audit-record';
import { storableString } from '../storable-record';
import { DIRECTORY_KINDS, type DirectoryEntry, type DirectoryKind } from './directory-item';

type Entry = { -readonly [Property in keyof DirectoryEntry]: DirectoryEntry[Property] };

/** The values that records name, each once, with the days of the first and the last record. */
export class NamedValues {
  // By kind, then value: building a key of both would cost every record more than the look-ups.
  readonly #byKind: Partial<Record<DirectoryKind, Map<string, Entry>>> = {};

  /** By `eventName`. Few services share one. */
  readonly #actions = new Map<string, { readonly service: string; readonly action: string }>();

  #size = 0;
  /** Of the last event. */
  #day = '-';

  add(record: AuditRecord): void {
    const day = this.#toDay(record.eventTime);
    for (const resource of record.resources) this.#add('resources', resource, day);
    this.#add('principals', record.principal.id, day, record.principal.name);
    this.#add('actions', this.#toAction(record), day);
    if (record.accountId) this.#add('accounts', record.accountId, day);
    if (record.region) this.#add('regions', record.region, day);
  }

  /** Adds what other records name. */
  addAll(others: NamedValues): void {
    for (const { kind, value, name, firstSeen, lastSeen } of others.entries()) {
      this.#add(kind, value, firstSeen, name);
      this.#add(kind, value, lastSeen, name);
    }
  }

  /** How many values there are, at least. */
  get size(): number {
    return this.#size;
  }

  /** Each value as the table stores it. @param kinds Default: all. */
  *entries(kinds: readonly DirectoryKind[] = DIRECTORY_KINDS): Iterable<DirectoryEntry> {
    for (const kind of kinds) yield* new Set(this.#byKind[kind]?.values());
  }

  /** The same text for events of one day: it is compared with the days of each value. */
  #toDay(eventTime: string): string {
    if (!eventTime.startsWith(this.#day)) this.#day = eventTime.slice(0, 10);
    return this.#day;
  }

  /** Looked up, because a Map has to hash each text that was joined anew. */
  #toAction({ service, eventName }: AuditRecord): string {
    const known = this.#actions.get(eventName);
    if (known?.service === service) return known.action;
    const action = `${service}:${eventName}`;
    this.#actions.set(eventName, { service, action });
    return action;
  }

  #add(kind: DirectoryKind, value: string, day: string, name?: string): void {
    this.#byKind[kind] ??= new Map();
    const values = this.#byKind[kind];
    let entry = values.get(value);
    if (entry === undefined) {
      // Different values may be stored alike.
      const stored = storableString(value);
      entry = values.get(stored) ?? { kind, value: stored, firstSeen: day, lastSeen: day };
      values.set(value, entry).set(stored, entry);
      this.#size += 1;
    }
    if (name && !entry.name) entry.name = name;
    if (day === entry.lastSeen) return;
    if (day < entry.firstSeen) entry.firstSeen = day;
    if (day > entry.lastSeen) entry.lastSeen = day;
  }
}
