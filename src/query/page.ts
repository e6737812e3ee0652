import type { AnswerCoverage } from '../assure/coverage/answer-coverage';
import type { AuditRecord } from '../audit/audit-record';
import type { Notices } from './notices';
import type { Searched } from './searched';

export interface Page extends Notices {
  readonly records: AuditRecord[];
  /**
   * Absent on the last page. A page with fewer records than its limit, or none, can still have a token:
   * a page ends after ten seconds, and in DynamoDB after 20,000 entries.
   */
  readonly nextToken?: string;
  /** What was read to find the records. */
  readonly searched: Searched;
  /** How complete the answer is: what CloudTrail delivered for its range, what trails log, and what is left out. */
  readonly coverage: AnswerCoverage;
  /** What the answer lacks. Present only if the query accepts partial results. */
  readonly incomplete?: string;
}

/** A page without what says how complete it is. */
export type RecordsPage = Omit<Page, 'coverage'>;
