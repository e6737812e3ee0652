const TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:[Zz]|([+-])(\d\d):?(\d\d))?$/;

/**
 * An event's time in UTC to the second, `YYYY-MM-DDTHH:MM:SSZ`; undefined for what is not a time.
 * CloudTrail writes exactly that form; some events carry `+0000`. Fractions are cut off, other
 * offsets are converted, and a time without any is UTC, as all times of CloudTrail are.
 */
export function normalEventTime(text: string): string | undefined {
  return isNormal(text) ? text : normalised(text);
}

/** Days that a month has at least; 29 February is left to whoever knows leap years. */
const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a time is in the normal form already, as nearly all are, and that of a second there was. */
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

/** Above every number of two digits. */
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
  // Date reads 31 February as 3 March, and 24:00 as the next day: neither is what the text says.
  if (Number.isNaN(local.getTime()) || local.getUTCDate() !== Number(day)) return undefined;
  const offset = (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0)) * (sign === '-' ? -1 : 1);
  const utc = offset === 0 ? local : new Date(local.getTime() - offset * 60_000);
  const iso = utc.toISOString();
  // Beyond the years that four digits can write.
  return iso.length === 24 ? `${iso.slice(0, 19)}Z` : undefined;
}
