const TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:[Zz]|([+-])(\d\d):?(\d\d))?$/;

/**
 * An event's time in UTC to the second, `YYYY-MM-DDTHH:MM:SSZ`; undefined for what is not a time.
 * CloudTrail writes exactly that form; some events carry `+0000`. Fractions are cut off, other
 * offsets are converted, and a time without any is UTC, as all times of CloudTrail are.
 */
export function normalEventTime(text: string): string | undefined {
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
