import type { AuditRecord } from '../audit/audit-record';
import type { ItemSource } from '../store/items/item-source';

/** One of the events delivered under an event id. There is only one unless a log file was altered. */
export interface EventVariant {
  readonly record: AuditRecord;
  /** Hash of the event's content, in hexadecimal. */
  readonly contentHash: string;
  /** The log file that carried the event. */
  readonly source?: ItemSource;
  /** The exact bytes of the event in its log file. Absent if they were too large to keep. */
  readonly original: Uint8Array | undefined;
  /** Whether part of the record was cut because it was too large. The log file has all of it. */
  readonly truncated: boolean;
}
