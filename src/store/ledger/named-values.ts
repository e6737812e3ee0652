import type { AuditRecord } from '../../audit/audit-record';
import { storableString } from '../storable-record';
import { DIRECTORY_KINDS, type DirectoryEntry, type DirectoryKind } from './directory-item';

/** What records name, each value once, with the days of the first and the last of them. */
export interface NamedValues {
  add(record: AuditRecord): void;
  /** Values are storable. */
  entries(): Iterable<DirectoryEntry>;
}

type Entry = { -readonly [Property in keyof DirectoryEntry]: DirectoryEntry[Property] };

export function createNamedValues(): NamedValues {
  // By kind, then value: making a key of both would cost every record more than the look-ups.
  const known: Record<string, Map<string, Entry>> = {};
  for (const kind of DIRECTORY_KINDS) known[kind] = new Map();

  const add = (kind: DirectoryKind, value: string, day: string, name?: string) => {
    const values = known[kind]!;
    let entry = values.get(value);
    if (entry === undefined) {
      // Different values may be stored alike.
      const stored = storableString(value);
      entry = values.get(stored) ?? { kind, value: stored, firstSeen: day, lastSeen: day };
      values.set(value, entry).set(stored, entry);
    }
    if (name && !entry.name) entry.name = name;
    if (day < entry.firstSeen) entry.firstSeen = day;
    if (day > entry.lastSeen) entry.lastSeen = day;
  };

  return {
    add(record) {
      const day = record.eventTime.slice(0, 10);
      for (const resource of record.resources) add('resources', resource, day);
      add('principals', record.principal.id, day, record.principal.name);
      add('actions', `${record.service}:${record.eventName}`, day);
      if (record.accountId) add('accounts', record.accountId, day);
      if (record.region) add('regions', record.region, day);
    },
    *entries() {
      for (const kind of DIRECTORY_KINDS) yield* new Set(known[kind]!.values());
    },
  };
}
