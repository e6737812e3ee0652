import type { PlaceCounts } from './known-coverage';

/**
 * How complete an answer is.
 * - `proven`: digests name every file that CloudTrail delivered for the range, and all were ingested unchanged.
 * - `ingested`: nothing is known to be missing, but digests do not cover all of the range, or none of it.
 * - `not-provable`: something that the question asks for is not logged or not kept, or it is not known whether it is.
 * - `incomplete`: something is missing, altered, or not ingested.
 *
 * `incomplete` wins over `not-provable`, that over `ingested`, that over `proven`.
 */
export type AnswerStatus = (typeof ANSWER_STATUSES)[number];
/** The worst first. */
export const ANSWER_STATUSES = ['incomplete', 'not-provable', 'ingested', 'proven'] as const;

/** What is said of the data events of the asked tables, or of all tables. */
export interface LoggedDataEvents {
  readonly status: 'logged' | 'partly' | 'off' | 'unknown';
  /** Since when, ISO 8601. Absent if it is not known. */
  readonly since?: string;
  /** ARNs of the asked tables; absent for a question about all of them. */
  readonly tables?: readonly string[];
}

/** What is said of the events that a question asks for. */
export interface LoggedEvents extends LoggedDataEvents {
  /** In words: `Reads and writes of items of Orders: logged since 2026-03-01.` */
  readonly sentences: readonly string[];
}

/** How complete an answer is, beside its records. */
export interface AnswerCoverage {
  /** Range of event times that was asked. `since` is absent if the question has no start. */
  readonly since?: string;
  readonly until: string;
  readonly status: AnswerStatus;
  /** Until when deliveries are known, less the margin for late ones. Absent if nothing is known. */
  readonly deliveredUntil?: string;
  readonly places: PlaceCounts;
  /** Number of valid digests, and of the log files that they name. */
  readonly digests: number;
  readonly files: number;
  /** Whether the objects were hashed again, or what was ingested was compared. */
  readonly comparedWith: 'ledger' | 'ledgerAndObjects';
  readonly logged: LoggedEvents;
  /** What settings leave out, in words. */
  readonly excluded: readonly string[];
  /** Why it is not proven, in words, each with its span. */
  readonly reasons: readonly string[];
}
