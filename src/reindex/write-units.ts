import {
  EVENT_ID,
  INDEX_NAMES,
  type IndexName,
  OCCURRED,
  PART,
  PROJECTED_ATTRIBUTES,
} from '../store/indexes';
import { itemBytes } from '../store/item-size';
import type { RawItem } from './raw-item';

const KILOBYTE = 1_024;
const ENTRY_ATTRIBUTES = [EVENT_ID, PART, OCCURRED, ...PROJECTED_ATTRIBUTES];

/** Write units of deleting a link item, which is small and in one index: one for the item, one for its entry. */
export const LINK_DELETION_UNITS = 2;

/**
 * Write units of replacing an item, by DynamoDB's rules: one for each KB of the larger of both, and the same for each
 * index entry that changes. An entry whose key changes is deleted and written.
 * Source: "Global Secondary Indexes: provisioned throughput considerations" in the developer guide.
 * @param before undefined if there was none
 */
export function toWriteUnits(before: RawItem | undefined, after: RawItem): number {
  const entries = INDEX_NAMES.map((name) => toEntryUnits(name, before, after));
  return Math.max(toUnits(before), toUnits(after)) + entries.reduce((sum, units) => sum + units, 0);
}

function toEntryUnits(name: IndexName, before: RawItem | undefined, after: RawItem): number {
  const [was, is] = [toEntry(name, before), toEntry(name, after)];
  if (was === undefined || is === undefined || before?.[name]?.S !== after[name]?.S) {
    return toUnits(was) + toUnits(is);
  }
  return JSON.stringify(was) === JSON.stringify(is) ? 0 : Math.max(toUnits(was), toUnits(is));
}

function toEntry(name: IndexName, item: RawItem | undefined): RawItem | undefined {
  if (item?.[name] === undefined) return undefined;
  const names = [name, ...ENTRY_ATTRIBUTES].filter((attribute) => attribute in item);
  return Object.fromEntries(names.map((attribute) => [attribute, item[attribute]!]));
}

/** Write units of an item, without its index entries: one for each KB. */
export const toUnits = (item: RawItem | undefined): number =>
  item === undefined ? 0 : Math.max(1, Math.ceil(itemBytes(item) / KILOBYTE));
