import type { AnswerCoverage } from '../assure/coverage/answer-coverage';
import type { PolicyDocument } from '../audit/least-privilege-policy';
import type { CoverageOptions } from './ask-options';
import type { Searched } from './searched';

export interface PolicyOptions extends CoverageOptions {
  /** Also allow the calls that were denied. @default false */
  readonly includeDenied?: boolean | undefined;
}

/** The least-privilege IAM policy for the calls of a principal. */
export interface PolicyAnswer {
  /** Absent if no call was found that a policy could allow. */
  readonly policy?: PolicyDocument;
  /** Number of calls that the policy was made from. */
  readonly calls: number;
  /** True if every matching call was read. Reading stops after ten seconds; in DynamoDB after 20,000 entries. */
  readonly complete: boolean;
  /** What was read, newest first. `since` is the time of the oldest call that was read, unless `complete`. */
  readonly searched: Searched;
  /** How complete the answer is: see `Page`. */
  readonly coverage: AnswerCoverage;
  /** What to know about the answer. Absent if there is nothing. */
  readonly notices?: readonly string[];
}
