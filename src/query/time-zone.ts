import { AuditTrailError } from '../errors';
import { DAY_MS } from '../time';

/** @throws AuditTrailError `InvalidArgument` if it is not the name of a time zone */
export function checkTimeZone(timeZone: string): string {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone });
    return timeZone;
  } catch (cause) {
    throw new AuditTrailError(
      'InvalidArgument',
      `timeZone must be an IANA time zone, such as Europe/Berlin, but is "${timeZone}".`,
      { cause },
    );
  }
}

/**
 * The instant of a local time, both in epoch milliseconds; `local` as if it were UTC.
 *
 * A local time that a change of offset repeats means the first one. One that it skips is taken with the
 * offset before the change, as calendars do.
 */
export function toInstant(local: number, timeZone: string): number {
  const before = local - findOffset(local - DAY_MS, timeZone);
  const after = local - findOffset(local + DAY_MS, timeZone);
  const [first = before] = [before, after].filter(
    (instant) => instant + findOffset(instant, timeZone) === local,
  );
  return first;
}

/** How much local time is ahead of UTC at an instant, in milliseconds. */
function findOffset(instant: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0', seconds = '0'] =
    /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? [];
  const length = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return (sign === '-' ? -length : length) * 1_000;
}
