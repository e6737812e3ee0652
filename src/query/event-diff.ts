import type { AuditRecord } from '../audit/audit-record';
import type { MemberChange } from './compare-members';

/** A change of a resource beside the one before it. */
export interface EventDiff {
  readonly event: AuditRecord;
  /** The resource whose earlier change was searched. */
  readonly resource: string;
  /** The latest earlier event of the same operation on the resource that succeeded. Absent if none was found. */
  readonly earlier?: AuditRecord;
  /**
   * Request parameters that differ. A parameter that was removed is one that this call does not have; what it
   * set before may still hold.
   */
  readonly changes: readonly MemberChange[];
  /** What to know about the answer, as sentences: why there is no earlier event, what cannot be compared. */
  readonly notices: readonly string[];
}
