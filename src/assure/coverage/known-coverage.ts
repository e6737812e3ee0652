/**
 * How complete the log files of a stretch of delivery time are.
 * - `proven`: digests cover it, each valid, linked and at its place; all files that they name were ingested with the
 *   signed hash, and none has rejected records.
 * - `pending`: its digest is not due yet: until three hours after the end of its interval.
 * - `digestMissing`: a digest is due, and is not there, is invalid or cannot be verified.
 * - `awaitingReference`: a file is there that no digest names, for 24 hours at most: a backfill may still name it.
 * - `unreferenced`: after 24 hours, no digest names a file, and a trail that delivers there has digests.
 * - `gap`: no digest covers it, and none was due: the trail or its validation was switched off.
 * - `incomplete`: a file that a digest names is missing, altered, not ingested, or has rejected records.
 * - `notProvable`: the trail has no digests, or a file could not be read.
 */
export type CoverageState =
  | 'proven'
  | 'pending'
  | 'digestMissing'
  | 'awaitingReference'
  | 'unreferenced'
  | 'gap'
  | 'incomplete'
  | 'notProvable';

/**
 * A stretch of delivery time, as texts such as `2026-03-14T03:00:48Z`: the interval of a digest, or time without one.
 * A stored span is `pending` or `awaitingReference` until it is assessed again: `settleDay` says what it is by now.
 */
export interface CoverageSpan {
  readonly since: string;
  readonly until: string;
  readonly state: CoverageState;
  /** Number of digests, and of the files that they name. */
  readonly digests: number;
  readonly files: number;
  /** Number of exceptions. Default: 0. */
  readonly exceptions?: number | undefined;
  /** 99.9th percentile of the seconds between a file's first event and its delivery; absent without such files. */
  readonly latenessSeconds?: number | undefined;
}

/** Stands for the trail of log files without any digest. */
export const NO_TRAIL = '-';

/** Something that keeps a span from being proven. */
export interface CoverageException {
  /** Start of the span. */
  readonly since: string;
  /** `s3://bucket/key`, or the trail. */
  readonly object: string;
  readonly state: CoverageState;
  /** What `verify` says of it. */
  readonly reason: string;
}

/**
 * What is known of one trail in one account and Region, and one UTC day of delivery. A span belongs to the day of the
 * last second before its end.
 */
export interface CoverageDay {
  readonly accountId: string;
  readonly region: string;
  readonly day: string;
  /** Name of the trail, `@`, and its home Region. `-` for log files without any digest. */
  readonly trail: string;
  readonly bucket: string;
  /** In order, without overlaps. Neighbours in the same state are one if they have no digests. */
  readonly spans: readonly CoverageSpan[];
  /** The first 20. */
  readonly exceptions: readonly CoverageException[];
  readonly exceptionsOmitted: number;
  /** 99.9th percentile over the spans; absent if nothing was measured. */
  readonly latenessSeconds?: number | undefined;
  /** What the hashes of the digests were compared with: what was ingested, or also the objects as they are now. */
  readonly comparedWith: 'ledger' | 'ledgerAndObjects';
  /** ISO 8601. */
  readonly assessedAt: string;
}

/** An account and Region that is not proven for the range. */
export interface PlaceException {
  readonly accountId: string;
  readonly region: string;
  readonly since: string;
  readonly until: string;
  readonly state: CoverageState;
  readonly reason?: string | undefined;
}

/** Which deliveries a question is about. */
export interface CoverageQuery {
  /** Delivery times: `since` inclusive, `until` exclusive. */
  readonly since: string;
  readonly until: string;
  /** Only these accounts, and only these Regions. Default: all. */
  readonly accountIds?: readonly string[];
  readonly regions?: readonly string[];
}

/** Accounts and Regions, by whether they are proven. */
export interface PlaceCounts {
  /** Places that have a file or a digest within 31 days before the range's end, and those of the new trail. */
  readonly expected: number;
  /** Places that are proven for the whole range, but for time at its end whose digests are not due yet. */
  readonly proven: number;
  /** The first 20 places that are not, the worst first. */
  readonly exceptions: readonly PlaceException[];
  readonly exceptionsOmitted: number;
}

/** An account and Region that CloudTrail delivers log files for. */
export interface CoveragePlace {
  readonly accountId: string;
  readonly region: string;
}

/** What a store knows of the deliveries that a question is about, over all places. */
export interface KnownCoverage extends PlaceCounts {
  /** The places that are expected, in no particular order: trails must log their events. */
  readonly expectedPlaces: readonly CoveragePlace[];
  /**
   * Number of valid digests whose intervals overlap the range, and of the files that they name. For many places,
   * past days count as a whole.
   */
  readonly digests: number;
  readonly files: number;
  readonly comparedWith: CoverageDay['comparedWith'];
  /** Until when every expected place is known: the earliest of their last digests. Absent without any. */
  readonly deliveredUntil?: string;
  /** 99.9th percentile of lateness over the places, in seconds. 0 if nothing was measured. */
  readonly latenessSeconds: number;
}
