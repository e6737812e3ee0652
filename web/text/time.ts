/** Time zone that the page shows times in: UTC, or that of the browser. */
export type Zone = 'utc' | 'local';

const pad = (value: number): string => String(value).padStart(2, '0');

const toParts = (date: Date, zone: Zone): readonly [day: string, clock: string] =>
  zone === 'utc'
    ? [date.toISOString().slice(0, 10), date.toISOString().slice(11, 19)]
    : [
        `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`,
        `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`,
      ];

/** `2026-03-14 02:27:09`: the same width for every time. */
export const formatTime = (time: string, zone: Zone): string => toParts(new Date(time), zone).join(' ');

/** `2026-03-14 02:27`. */
export const formatMinute = (epochSeconds: number, zone: Zone): string =>
  toParts(new Date(epochSeconds * 1_000), zone)
    .join(' ')
    .slice(0, 16);

/** `02:27`, or the day at midnight: `03-14`. */
export function formatTick(epochSeconds: number, zone: Zone): string {
  const [day, clock] = toParts(new Date(epochSeconds * 1_000), zone);
  return clock === '00:00:00' ? day.slice(5) : clock.slice(0, 5);
}

/** The name of a zone, for headings. */
export const formatZone = (zone: Zone): string =>
  zone === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The value of an `<input type="datetime-local">`, to the second. */
export const toInputTime = (time: string, zone: Zone): string => toParts(new Date(time), zone).join('T');

/** The time of such an input as ISO 8601, or undefined if it is empty or no time. */
export function parseInputTime(value: string, zone: Zone): string | undefined {
  const milliseconds = Date.parse(zone === 'utc' ? `${value}Z` : value);
  return Number.isNaN(milliseconds) ? undefined : toIso(milliseconds / 1_000);
}

/** ISO 8601 to the second. */
export const toIso = (epochSeconds: number): string =>
  new Date(Math.round(epochSeconds) * 1_000).toISOString().replace('.000', '');

export const toEpochSeconds = (time: string): number => Date.parse(time) / 1_000;

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `1 hour`, `15 minutes`. */
export function formatLength(seconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => seconds % length === 0) ?? ['second', 1];
  const count = seconds / length;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
