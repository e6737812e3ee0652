import type {
  CoverageException,
  CoveragePlace,
  CoverageState,
  PlaceException,
} from '../assure/coverage/known-coverage';

export interface DeliveriesOptions {
  /**
   * Seconds after which reading ends. The answer then lacks the objects of some accounts and Regions, and says so.
   * @default no limit
   */
  readonly maximumSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** UTC days of delivery, `YYYY-MM-DD`, with the worst state of each. A day of which nothing is known is left out. */
export type DeliveryDays = Readonly<Record<string, CoverageState>>;

/** What is known of the deliveries of one account and Region. */
export interface DeliveryPlace extends CoveragePlace {
  /** The worst of the range, or `proven`. Time at its end whose digests are not due does not count. */
  readonly state: CoverageState;
  /** From the first to the last time that has this state, unless it is `proven`. */
  readonly since?: string;
  readonly until?: string;
  readonly reason?: string | undefined;
  /** Number of valid digests, and of the log files that they name. */
  readonly digests: number;
  readonly files: number;
  readonly days: DeliveryDays;
  /** The days of each trail, by its name and home Region. Absent unless there are several. */
  readonly trails?: readonly DeliveryTrail[];
}

export interface DeliveryTrail {
  /** Its name, `@` and its home Region; `-` for log files that no trail with digests delivered. */
  readonly trail: string;
  readonly days: DeliveryDays;
}

/** A digest or a log file that keeps time from being proven. */
export interface DeliveryException extends CoveragePlace, CoverageException {}

/** What is known of deliveries: the days of each account and Region, and what is not proven. */
export interface Deliveries {
  /** Times of delivery: `since` inclusive, `until` exclusive. */
  readonly since: string;
  readonly until: string;
  readonly places: {
    /** Accounts and Regions that had a log file or a digest within 31 days before the end of the range. */
    readonly expected: number;
    readonly proven: number;
    /** The worst 100 of them, in the order of their names. */
    readonly listed: readonly DeliveryPlace[];
    readonly omitted: number;
  };
  /** Time of the listed places that is not proven: the first 200 stretches. */
  readonly unproven: {
    readonly listed: readonly PlaceException[];
    readonly omitted: number;
  };
  readonly exceptions: {
    /** The first 200 objects, in the order of their times. */
    readonly listed: readonly DeliveryException[];
    readonly omitted: number;
    /** Number of accounts and Regions that are not proven and whose objects were not looked up. */
    readonly placesOmitted: number;
  };
  /** What the answer does not cover. */
  readonly notices: readonly string[];
}
