import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditRecord } from '../../audit/audit-record';
import { EVENT_ID, OCCURRED, PART } from '../../store/indexes';
import { decodeItem } from '../../store/items/item';
import { toIdentity } from '../../store/lanes';
import type { RecordPage } from '../audit-store';
import type { Entry } from './merge-order';

/** An item as it comes over the wire. */
export type WireItem = Record<string, AttributeValue>;

/** An index entry. Its record is decoded only when it is shown. */
export interface IndexEntry extends Entry {
  readonly item: WireItem;
  /** The exact bytes of the event. Only an entry that was made of a log file has them. */
  readonly original?: Uint8Array;
}

/** The records of entries, and the bytes of those that were made of log files. */
export function toRecords(entries: readonly IndexEntry[]): Pick<RecordPage, 'records' | 'originals'> {
  const records = entries.map(toRecord);
  const originals = new Map<AuditRecord, Uint8Array>();
  for (const [index, { original }] of entries.entries())
    if (original) originals.set(records[index]!, original);
  return { records, ...(originals.size > 0 && { originals }) };
}

export const toRecord = ({ item }: IndexEntry): AuditRecord => decodeItem(unmarshall(item)).record;

export function toIndexEntry(item: WireItem): IndexEntry {
  const part = item[PART]?.S ?? '';
  // `event#hash` and `resource#hash#ARN` are entries of the same variant.
  const hash = part.split('#', 2)[1] ?? '';
  return { occurred: item[OCCURRED]?.S ?? '', identity: toIdentity(String(item[EVENT_ID]?.S), hash), item };
}
