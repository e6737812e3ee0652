import { isDeepStrictEqual } from 'node:util';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditRecord } from '../audit/audit-record';
import { INDEX_NAMES } from '../store/indexes';
import { decodeItem } from '../store/items/item';
import type { RawItem } from './raw-item';

/** What an event changes. */
export interface Change {
  /** A field of the record, `index … added`, `index … removed`, `index … moved` or `other fields`. */
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

/** Finds what an event's item changes. @param before the record that it has */
export function findChanges(stored: RawItem, next: RawItem, before: AuditRecord): Change[] {
  const after = decodeItem(unmarshall(next)).record;
  const changes: Change[] = FIELDS.filter((name) => !isDeepStrictEqual(before[name], after[name])).map(
    (kind) => ({ kind, before: toText(before[kind]), after: toText(after[kind]) }),
  );
  for (const name of INDEX_NAMES) {
    const [was, is] = [stored[name]?.S, next[name]?.S];
    if (was === is) continue;
    changes.push({
      kind: `index ${name} ${was === undefined ? 'added' : is === undefined ? 'removed' : 'moved'}`,
    });
  }
  if (changes.length > 0 || isDeepStrictEqual(toComparable(stored), toComparable(next))) return changes;
  return [{ kind: 'other fields' }];
}

/** The stored deflated bytes may differ from release to release without another content. */
const toComparable = ({ original, ...rest }: RawItem) => rest;

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
