import type { AuditRecord } from '../audit/audit-record';
import type { EventPlace } from './event-place';

export interface AbortOptions {
  /** Stops reading; the call then rejects with the signal's reason or an AbortError. */
  readonly signal?: AbortSignal | undefined;
}

export interface OriginalsOptions {
  /**
   * Called with the exact bytes of each event that was read from a log file, before its record is given. Those of other events
   * can be read by their ID.
   */
  readonly onOriginal?: ((record: AuditRecord, original: Uint8Array) => void) | undefined;
}

export interface SearchOptions extends AbortOptions, OriginalsOptions {
  /**
   * Called with what to know about the query, such as which principals a name stands for.
   * @default a warning of the process, the first time
   */
  readonly onNotice?: ((notice: string) => void) | undefined;
  /**
   * Whether an answer without records is checked for values that occur nowhere in the audit, which costs
   * further reads. @default true
   */
  readonly checkEmpty?: boolean | undefined;
}

/** `onNotice` is called with what is missing. */
export type AllOptions = Pick<SearchOptions, 'signal' | 'onNotice'>;

export interface CoverageOptions extends AbortOptions {
  /**
   * Minutes that CloudTrail may take to deliver an event, 1 to 1,440. If a longer time was measured (the 99.9th
   * percentile), that one counts. @default 30
   */
  readonly lateness?: number | undefined;
}

export interface PageOptions extends AbortOptions, OriginalsOptions {
  /** `nextToken` of an earlier page of the same query. Default: the first page. */
  readonly cursor?: string | undefined;
  /** Maximum number of records, 1 to 1,000. @default 50 */
  readonly limit?: number | undefined;
  /**
   * Maximum number of log files to read for the page, 0 to 64. With 0, the page ends before the first log file that it needs,
   * and `searched.nextFiles` says how many come next. @default 64
   */
  readonly maximumFiles?: number | undefined;
}

/** Where to look for an event without a record of its own: see `EventPlace`. */
export interface EventOptions extends AbortOptions, EventPlace {}

export interface CompareOptions extends EventOptions {
  /** Where to look for the other event. */
  readonly other?: EventPlace | undefined;
}

export interface AroundOptions extends EventOptions {
  /** Time to search before the event, and after it: 1 to 1,440 minutes. @default 15 */
  readonly minutes?: number | undefined;
}
