import type { ActivityGroup } from '../activity/activity-group';
import type { AnswerCoverage } from '../assure/coverage/answer-coverage';
import type { Searched } from './searched';

/** A page of an answer about activity. */
export interface ActivityPage {
  /** Newest hour first, then by table, principal, operation, outcome and error. */
  readonly groups: readonly ActivityGroup[];
  /**
   * Absent on the last page. A page with fewer groups than its limit, or none, can still have a token: a page ends after
   * ten seconds, and in DynamoDB after 20,000 entries.
   */
  readonly nextToken?: string;
  /**
   * Time from which the last groups count calls, if reading ended within their hour: further pages then have the same
   * groups with the calls before it. Absent if all groups of the page are whole.
   */
  readonly countedSince?: string;
  /** What was read to count the calls. */
  readonly searched: Searched;
  /** How complete the answer is: see `Page`. */
  readonly coverage: AnswerCoverage;
  /** What the answer lacks. Absent if nothing. */
  readonly incomplete?: string;
  /** What to know about the query. Absent if there is nothing. */
  readonly notices?: readonly string[];
}
