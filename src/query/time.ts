import { AuditTrailError } from '../errors';
import { toInstant } from './time-zone';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

const RELATIVE = /^(?:\d{1,9}[smhdw])+$/;
const ABSOLUTE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** The forms of a time, for messages and help texts. */
export const TIME_FORMS =
  'a date or time (2026-05-01, 2026-05-01 10:00, 2026-05-01T10:00:00Z; in the time zone given unless it has ' +
  'an offset) ' +
  'or a duration before now in s, m, h, d or w (15m, 2h30m, 30d)';

/**
 * Parses a time: a duration before `now` (`15m`, `2h30m`, `1w`) or ISO 8601.
 * @param now epoch milliseconds that durations count back from
 * @param timeZone IANA time zone of a time without an offset. Default: UTC.
 * @returns UTC to the second, in the form of `eventTime`. A fraction of a second is rounded up, so that
 *   inclusive and exclusive bounds both keep their meaning for event times in whole seconds.
 * @throws AuditTrailError `InvalidArgument`
 */
export function parseTime(text: string, now: number, timeZone = 'UTC'): string {
  const milliseconds = RELATIVE.test(text)
    ? now - durationSeconds(text) * 1_000
    : absoluteTime(text, timeZone);
  const rounded = new Date(Math.ceil(milliseconds / 1_000) * 1_000);
  if (Number.isNaN(rounded.getTime()) || rounded.getUTCFullYear() < 0 || rounded.getUTCFullYear() > 9_999) {
    throw new AuditTrailError('InvalidArgument', `"${text}" is not a time. Use ${TIME_FORMS}.`);
  }
  return rounded.toISOString().replace('.000', '');
}

function durationSeconds(text: string): number {
  return (text.match(/\d+[smhdw]/g) ?? []).reduce(
    (sum, part) => sum + Number(part.slice(0, -1)) * (SECONDS[part.at(-1) ?? ''] ?? 0),
    0,
  );
}

/**
 * NaN for text that is not a time. `Date` alone would read 30 February as 2 March, and a time without an
 * offset as local time.
 */
function absoluteTime(text: string, timeZone: string): number {
  const match = ABSOLUTE.exec(text);
  if (!match) return Number.NaN;
  const [, day = '', minutes = '00:00', seconds = ':00', offset] = match;
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return Number.NaN;
  if (offset !== undefined) return Date.parse(`${day}T${minutes}${seconds}${offset}`);
  const local = Date.parse(`${day}T${minutes}${seconds}Z`);
  return Number.isNaN(local) || timeZone === 'UTC' ? local : toInstant(local, timeZone);
}
