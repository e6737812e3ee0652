import type { AuditRecord } from '../audit/audit-record';
import type { RiskReason } from '../rules/explain-risk';
import type { ItemSource } from '../store/items/item-source';
import type { EventVariant } from './event-variant';

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
  /** Why the kept bytes of the event cannot be read. Absent if they can, or if none are kept. */
  readonly originalError?: string;
  /** Why the record is risky, one reason for each rule that matches. Absent if none does, and in `all()`. */
  readonly riskReasons?: readonly RiskReason[];
  /** Ids of events that correct this one. Absent if none is known: see `findLinkedEvents`. */
  readonly correctedBy?: readonly string[];
  /** Copies of this event that CloudTrail delivered to other accounts. Absent if none is known. */
  readonly copies?: readonly EventCopy[];
}

/** A copy of an event: CloudTrail gives each copy an id of its own. */
export interface EventCopy {
  readonly eventId: string;
  /** The account that received the copy. */
  readonly accountId?: string;
}

/** The records of all variants of an event. */
export const toDetailedRecords = (variants: readonly EventVariant[]): DetailedRecord[] =>
  variants.map(({ record, source, truncated, contentHash }) => ({
    ...record,
    ...(source && { source }),
    ...(truncated && { truncated }),
    ...(variants.length > 1 && { variants: variants.length, contentHash }),
  }));
