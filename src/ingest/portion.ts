import type { AuditRecord } from '../audit/audit-record';
import type { EncodedItem } from '../store/items/item';
import { createNamedValues, type NamedValues } from '../store/items/named-values';

/**
 * Events of a file that are stored together: their items, and of their records only what is to be said
 * of them once they are stored. Thousands wait here: whole records would fill the memory.
 */
export interface Portion {
  readonly items: EncodedItem[];
  /** Of the items, by DynamoDB's rules. */
  bytes: number;
  readonly named: NamedValues;
  /** Records with a risk. */
  readonly risky: AuditRecord[];
  /** `eventTime` of the oldest event. */
  oldestEventTime: string | undefined;
}

export const emptyPortion = (): Portion => ({
  items: [],
  bytes: 0,
  named: createNamedValues(),
  risky: [],
  oldestEventTime: undefined,
});

/** Adds an event; returns the bytes that it adds. */
export function addEvent(portion: Portion, record: AuditRecord, items: readonly EncodedItem[]): number {
  let bytes = 0;
  for (const item of items) {
    portion.items.push(item);
    bytes += item.bytes;
  }
  portion.bytes += bytes;
  portion.named.add(record);
  if (record.risk) portion.risky.push(record);
  const { oldestEventTime } = portion;
  if (oldestEventTime === undefined || record.eventTime < oldestEventTime) {
    portion.oldestEventTime = record.eventTime;
  }
  return bytes;
}
