const TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:[Zz]|([+-])(\d\d):?(\d\d))?$/;

/**
 * Converts an event's time to UTC to the second, `YYYY-MM-DDTHH:MM:SSZ`. CloudTrail writes this
 * format, but some events have `+0000`. Fractions are dropped, other offsets are converted, and a time
 * without an offset is UTC, as all CloudTrail times are.
 * @returns undefined if the text is not a time.
 */
export function normalEventTime(text: string): string | undefined {
  return isNormal(text) ? text : normalised(text);
}

/** Minimum number of days of each month. 29 February takes the slow path, which knows leap years. */
const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True if a time is valid and already in the normal format, as nearly all are. */
function isNormal(text: string): boolean {
  return (
    text.length === 20 &&
    text[4] === '-' &&
    text[7] === '-' &&
    text[10] === 'T' &&
    text[13] === ':' &&
    text[16] === ':' &&
    text[19] === 'Z' &&
    twoDigits(text, 0) !== NO_NUMBER &&
    twoDigits(text, 2) !== NO_NUMBER &&
    twoDigits(text, 8) > 0 &&
    twoDigits(text, 8) <= (DAYS[twoDigits(text, 5)] ?? 0) &&
    twoDigits(text, 11) < 24 &&
    twoDigits(text, 14) < 60 &&
    twoDigits(text, 17) < 60
  );
}

/** Larger than every number of two digits. */
const NO_NUMBER = 100;

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : NO_NUMBER;
}

function normalised(text: string): string | undefined {
  const parts = TIME.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, sign, offsetHours, offsetMinutes] = parts;
  const local = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Date accepts 31 February as 3 March, and 24:00 as the next day. Reject both.
  if (Number.isNaN(local.getTime()) || local.getUTCDate() !== Number(day)) return undefined;
  const offset = (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0)) * (sign === '-' ? -1 : 1);
  const utc = offset === 0 ? local : new Date(local.getTime() - offset * 60_000);
  const iso = utc.toISOString();
  // Reject years with more than four digits.
  return iso.length === 24 ? `${iso.slice(0, 19)}Z` : undefined;
}
