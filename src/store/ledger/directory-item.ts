import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { resourceName } from '../../audit/resource-name';
import { LEDGER_KEYS } from '../indexes';
import { boundedString } from '../storable-record';

export const DIRECTORY_KINDS = ['resources', 'principals', 'actions', 'accounts', 'regions'] as const;
export type DirectoryKind = (typeof DIRECTORY_KINDS)[number];

/** Something that the audit has met, and when. */
export interface DirectoryEntry {
  readonly kind: DirectoryKind;
  /** As records and queries write it: an ARN, a principal id, `service:eventName`, an account, a Region. */
  readonly value: string;
  /** What people call it. */
  readonly name?: string;
  /** `YYYY-MM-DD` of the earliest and the latest event. */
  readonly firstSeen: string;
  readonly lastSeen: string;
}

const MAXIMUM_SORT_KEY_BYTES = 1_024;

/**
 * Key of an entry. A kind is one book in the order of its values; resources are ordered by the
 * table they belong to, so that all of a table lies together in every account and Region.
 */
export const directoryKey = (kind: DirectoryKind, value: string): Record<string, AttributeValue> => {
  const entry = kind === 'resources' ? `${resourceName(value).table ?? ''}#${value}` : value;
  return {
    [LEDGER_KEYS.partition]: { S: `directory/${kind}` },
    [LEDGER_KEYS.sort]: { S: boundedString(entry, MAXIMUM_SORT_KEY_BYTES) },
  };
};

export const directoryItem = (entry: DirectoryEntry): Record<string, AttributeValue> => ({
  ...directoryKey(entry.kind, entry.value),
  value: { S: entry.value },
  firstSeen: { S: entry.firstSeen },
  lastSeen: { S: entry.lastSeen },
  ...(entry.name && { name: { S: entry.name } }),
});

export function parseDirectoryItem(
  kind: DirectoryKind,
  item: Record<string, AttributeValue>,
): DirectoryEntry {
  const value = item.value?.S ?? '';
  const name = kind === 'resources' ? resourceName(value).name : item.name?.S;
  return {
    kind,
    value,
    ...(name && { name }),
    firstSeen: item.firstSeen?.S ?? '',
    lastSeen: item.lastSeen?.S ?? '',
  };
}
