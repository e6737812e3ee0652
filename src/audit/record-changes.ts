import { isDeepStrictEqual } from 'node:util';
import type { AuditRecord } from './audit-record';

/** What a stored event changes when it gets the meaning of another version. */
export interface Change {
  /** A field of the record, `index … added`, `index … removed`, `index … moved`, or `other fields`. */
  readonly kind: string;
  /** As text, for people. Absent where the kind says it all. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

const FIELDS = [
  'risk',
  'category',
  'categories',
  'access',
  'plane',
  'outcome',
  'resources',
  'principal',
] as const satisfies readonly (keyof AuditRecord)[];

/** The change of an event of which only fields differ that have no name here. */
export const OTHER_FIELDS: Change = { kind: 'other fields' };

/** Finds the fields that give an event its meaning and differ. */
export const findRecordChanges = (before: AuditRecord, after: AuditRecord): Change[] =>
  FIELDS.filter((name) => !isDeepStrictEqual(before[name], after[name])).map((kind) => ({
    kind,
    before: toText(before[kind]),
    after: toText(after[kind]),
  }));

/** Examples are for people, and a record may name 100 resources. */
const MAXIMUM_TEXT = 300;

function toText(value: AuditRecord[(typeof FIELDS)[number]]): string {
  const text = toWhole(value);
  return text.length > MAXIMUM_TEXT ? `${text.slice(0, MAXIMUM_TEXT)}…` : text;
}

function toWhole(value: AuditRecord[(typeof FIELDS)[number]]): string {
  if (value === undefined) return 'none';
  if (typeof value === 'string') return value;
  if ('level' in value) return `${value.level} (${value.rules.join(', ')})`;
  if ('id' in value) return value.id;
  return value.length === 0 ? 'none' : value.join(', ');
}
