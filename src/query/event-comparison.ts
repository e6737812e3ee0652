import type { AuditRecord } from '../audit/audit-record';
import type { MemberChange } from './compare-members';

/** Two events side by side. */
export interface EventComparison {
  /** The event that happened first, and the other one. Of one second, in the order asked for. */
  readonly before: AuditRecord;
  readonly after: AuditRecord;
  /** What differs between the JSON of the two in their log files. */
  readonly changes: readonly MemberChange[];
  /** What cannot be compared, as sentences. */
  readonly notices: readonly string[];
}
