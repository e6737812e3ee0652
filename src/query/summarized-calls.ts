import type { EventVariant } from './event-variant';
import type { ReadBudget } from './read-budget';
import type { TimeRange } from './time-range';

/** Which calls without a record of their own are wanted. */
export interface SummarizedQuestion {
  readonly range: TimeRange;
  /** ARNs of their tables. Default: all tables that were seen. */
  readonly tables?: readonly string[] | undefined;
  /** Default: all events. */
  readonly eventId?: string | undefined;
  /** As of a query. Default: false. */
  readonly altered?: boolean | undefined;
}

export interface SummarizedOptions {
  /** Default: reads everything. */
  readonly budget?: ReadBudget | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Some of these calls, from log files. */
export interface SummarizedBatch {
  readonly events: readonly EventVariant[];
  /** Time from which all of them were given, if there may be earlier ones that the budget did not allow to read. */
  readonly readTo?: string;
  /** Whether there are tables that were not looked at. */
  readonly lacksTables?: true;
  /** Log files that were read so far. */
  readonly files: number;
  /** What is missing, as sentences: calls of changed files, or of all files if they are not read. */
  readonly notices: readonly string[];
}
