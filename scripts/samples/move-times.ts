const DAY_MS = 86_400_000;

/** Times such as `2026-03-14T02:10:11Z` and, in ARNs of backups and exports, ms since 1970. */
const TIMES = /\d{4}-\d\d-\d\dT|(?<=\/)0\d{13}(?=-)/g;

/** A text in which all times are some days later. */
export const moveTimes = (text: string, daysLater: number): string =>
  text.replace(TIMES, (time) =>
    time.endsWith('T')
      ? `${moveDay(time.slice(0, 10), daysLater)}T`
      : String(Number(time) + daysLater * DAY_MS).padStart(time.length, '0'),
  );

/** A day such as `2026-03-14`, some days later. */
export const moveDay = (day: string, daysLater: number): string =>
  new Date(Date.parse(day) + daysLater * DAY_MS).toISOString().slice(0, 10);
