/** Bounds on event times, in the form of `eventTime` (UTC to the second). */
export interface TimeRange {
  /** Inclusive. */
  readonly since?: string;
  /** Exclusive. */
  readonly until?: string;
}

/** `desc`: newest first. `asc`: oldest first. */
export type Order = 'asc' | 'desc';

/** What two time ranges have in common. Empty, with its start after its end, if that is nothing. */
export function narrowRange(
  one: TimeRange,
  other: { since?: string | undefined; until?: string | undefined },
): TimeRange {
  const since = [one.since, other.since]
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
  const until = [one.until, other.until]
    .filter((time) => time !== undefined)
    .sort()
    .at(0);
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}
