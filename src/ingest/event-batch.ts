import type { AuditRecord } from '../audit/audit-record';
import type { EncodedItem } from '../store/items/item';
import { NamedValues } from '../store/ledger/named-values';

/**
 * Events of a file that are stored together: their items, and only those parts of their records that are
 * needed after they are stored. A batch may hold thousands, and whole records would fill the memory.
 */
export interface EventBatch {
  readonly items: EncodedItem[];
  /** Size of the items by DynamoDB's rules. */
  bytes: number;
  readonly named: NamedValues;
  /** Records with a risk. */
  readonly risky: AuditRecord[];
  /** `eventTime` of the oldest event. */
  oldestEventTime: string | undefined;
}

export const emptyBatch = (): EventBatch => ({
  items: [],
  bytes: 0,
  named: new NamedValues(),
  risky: [],
  oldestEventTime: undefined,
});

/** Adds an event. Returns the bytes of its items. */
export function addEvent(batch: EventBatch, record: AuditRecord, items: readonly EncodedItem[]): number {
  let bytes = 0;
  for (const item of items) {
    batch.items.push(item);
    bytes += item.bytes;
  }
  batch.bytes += bytes;
  batch.named.add(record);
  if (record.risk) batch.risky.push(record);
  const { oldestEventTime } = batch;
  if (oldestEventTime === undefined || record.eventTime < oldestEventTime) {
    batch.oldestEventTime = record.eventTime;
  }
  return bytes;
}
