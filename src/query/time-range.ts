/** Bounds on event times, in the form of `eventTime` (UTC to the second). */
export interface TimeRange {
  /** Inclusive. */
  readonly since?: string;
  /** Exclusive. */
  readonly until?: string;
}

/** `desc`: newest first. `asc`: oldest first. */
export type Order = 'asc' | 'desc';
