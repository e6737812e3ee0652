import { isDeepStrictEqual } from 'node:util';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditRecord } from '../audit/audit-record';
import { type Change, findRecordChanges, OTHER_FIELDS } from '../audit/record-changes';
import { INDEX_NAMES } from '../store/indexes';
import { decodeItem } from '../store/items/item';
import type { RawItem } from './raw-item';

/** Finds what an event's item changes. @param before the record that it has */
export function findChanges(stored: RawItem, next: RawItem, before: AuditRecord): Change[] {
  const after = decodeItem(unmarshall(next)).record;
  const changes = findRecordChanges(before, after);
  for (const name of INDEX_NAMES) {
    const [was, is] = [stored[name]?.S, next[name]?.S];
    if (was === is) continue;
    changes.push({
      kind: `index ${name} ${was === undefined ? 'added' : is === undefined ? 'removed' : 'moved'}`,
    });
  }
  if (changes.length > 0 || isDeepStrictEqual(toComparable(stored), toComparable(next))) return changes;
  return [OTHER_FIELDS];
}

/** The stored deflated bytes may differ from release to release without another content. */
const toComparable = ({ original, ...rest }: RawItem) => rest;
