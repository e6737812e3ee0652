import type { AnswerCoverage } from '../assure/coverage/answer-coverage';
import type { AuditRecord } from '../audit/audit-record';
import type { Searched } from './searched';

export interface Page {
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
  /** What to know about the query, such as the use of a filter's old name. Absent if there is nothing. */
  readonly notices?: readonly string[];
}

/** A page without what says how complete it is. */
export type RecordsPage = Omit<Page, 'coverage'>;
