import type { AnswerCoverage } from '../assure/coverage/answer-coverage';
import type { AbortOptions, CoverageOptions } from './ask-options';
import type { Dimension } from './dimensions';
import type { Searched } from './searched';
import type { TimeRange } from './time-range';

export interface FacetsOptions extends CoverageOptions, AbortOptions {
  /** Filters whose values are counted. @default all of them */
  readonly by?: readonly Dimension[] | undefined;
  /** Maximum number of values of a filter, 1 to 1,000. @default 20 */
  readonly limit?: number | undefined;
}

/** The values of one filter. */
export interface Facet {
  readonly by: Dimension;
  /**
   * The most frequent first, and values that the query includes or excludes. A record counts for each value that it has. They
   * are counted as if the query did not have this filter, so that they can be compared with those that it has.
   */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** Number of different values. */
  readonly distinct: number;
  /** Number of records counted. For `risk` and `rule`, those with a risk only, if the index of risks counts them. */
  readonly records: number;
  /** Number of records that match without this filter, counted or not. Absent if it is not known. */
  readonly matching?: number;
  /** True if every matching record is counted. */
  readonly complete: boolean;
  /**
   * Time from which every record is counted, and none before it: to count more, ask again with it as `until`. Absent if there
   * is nothing before it.
   */
  readonly countedSince?: string;
  /** What the counts lack, because no index holds it, or log files were not read. Absent if nothing. */
  readonly incomplete?: string;
}

/** The values that matching records have, by the filters that they can be found by. */
export interface Facets extends TimeRange {
  readonly facets: readonly Facet[];
  readonly searched: Searched;
  /** How complete the counts are: see `Page`. */
  readonly coverage: AnswerCoverage;
  readonly notices?: readonly string[];
}
