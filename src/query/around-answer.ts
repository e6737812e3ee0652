import type { AuditRecord } from '../audit/audit-record';
import type { AroundReason } from './around-subject';
import type { TimeRange } from './time-range';

/** A record near an event, and what it has in common with it. */
export type AroundRecord = AuditRecord & { readonly reasons: readonly AroundReason[] };

/** What happened around an event. */
export interface Around extends Required<TimeRange> {
  readonly eventId: string;
  /**
   * At most 500 before the event and 500 after it, the nearest in time. Newest first, each once. The event is
   * one of them.
   */
  readonly records: readonly AroundRecord[];
  /** What the answer lacks, and why, as sentences. Empty if it lacks nothing. */
  readonly leftOut: readonly string[];
  /** What was read. */
  readonly searched: readonly AroundSearch[];
}

/** What was read to find the records that have one thing in common with the event. */
export interface AroundSearch {
  readonly reason: AroundReason;
  /** The values that were asked for. */
  readonly values: readonly string[];
  /** The index that was read; `segments` in a data folder. */
  readonly index: string;
  /** Number of entries looked at. */
  readonly entries: number;
}
