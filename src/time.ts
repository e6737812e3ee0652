export const SECOND_MS = 1_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A time to the second, in the form that events and digests have: `2026-03-14T10:00:48Z`. */
export const toTime = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/** The UTC day, `YYYY-MM-DD`, that is some days after a time or a day; before it with a negative number. */
export const addDays = (time: string, days: number): string =>
  toTime(Date.parse(time) + days * DAY_MS).slice(0, 10);

/** The later of two times of the same form. */
export const later = (one: string, other: string): string => (one > other ? one : other);

/** The second after a time. */
export const secondAfter = (time: string): string => toTime(Date.parse(time) + SECOND_MS);
