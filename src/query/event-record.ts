import type { AuditRecord } from '../audit/audit-record';
import type { ItemSource } from '../store/items/item-source';
import type { EventVariant } from './audit-store';

/** A record with the evidence for it. */
export interface DetailedRecord extends AuditRecord {
  /** The log file that carried the event. */
  readonly source?: ItemSource;
  /** How many different events were delivered under this id. Absent if there is one, as there should be. */
  readonly variants?: number;
  /** Hash of this variant's content, in hexadecimal. Absent if there is one variant. */
  readonly contentHash?: string;
  /** Part of the record was cut because it was too large. The log file has all of it. */
  readonly truncated?: true;
}

/** The records of all variants of an event. */
export const toDetailedRecords = (variants: readonly EventVariant[]): DetailedRecord[] =>
  variants.map(({ record, source, truncated, contentHash }) => ({
    ...record,
    ...(source && { source }),
    ...(truncated && { truncated }),
    ...(variants.length > 1 && { variants: variants.length, contentHash }),
  }));
