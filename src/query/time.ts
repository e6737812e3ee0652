import { AuditTrailError } from '../errors';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

const RELATIVE = /^(?:\d{1,9}[smhdw])+$/;
const ABSOLUTE = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** What a time may look like, for messages and help texts. */
export const TIME_FORMS =
  'an ISO 8601 date or time (2026-05-01, 2026-05-01T10:00:00Z; UTC unless it names an offset) ' +
  'or a span before now made of numbers and s, m, h, d, w (15m, 2h30m, 30d)';

/**
 * Reads a time as people write it: a span before `now` (`15m`, `2h30m`, `1w`) or ISO 8601.
 * @param now epoch milliseconds that spans count back from
 * @returns UTC to the second, in the form of `eventTime`; a fraction of a second rounds up, so that
 *   both an inclusive and an exclusive bound keep their meaning for times in whole seconds
 * @throws AuditTrailError `InvalidArgument`
 */
export function parseTime(text: string, now: number): string {
  const milliseconds = RELATIVE.test(text) ? now - spanSeconds(text) * 1_000 : absolute(text);
  const normal = new Date(Math.ceil(milliseconds / 1_000) * 1_000);
  if (Number.isNaN(normal.getTime()) || normal.getUTCFullYear() < 0 || normal.getUTCFullYear() > 9_999) {
    throw new AuditTrailError('InvalidArgument', `"${text}" is not a time. Allowed: ${TIME_FORMS}.`);
  }
  return normal.toISOString().replace('.000', '');
}

function spanSeconds(text: string): number {
  return (text.match(/\d+[smhdw]/g) ?? []).reduce(
    (sum, part) => sum + Number(part.slice(0, -1)) * (SECONDS[part.at(-1) ?? ''] ?? 0),
    0,
  );
}

/** NaN for what is not a time; Date alone would take 30 February for 2 March, and no offset for local time. */
function absolute(text: string): number {
  const match = ABSOLUTE.exec(text);
  if (!match) return Number.NaN;
  const [, day = '', minutes = '00:00', seconds = ':00', offset = 'Z'] = match;
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return Number.NaN;
  return Date.parse(`${day}T${minutes}${seconds}${offset}`);
}
