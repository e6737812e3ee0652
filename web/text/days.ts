const format = (day: string, options: Intl.DateTimeFormatOptions): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', { timeZone: 'UTC', ...options });

/** `March 2026` for a part of one month, otherwise `12 Feb – 14 Mar 2026`. */
export function formatDays(first: string, last: string): string {
  if (first.slice(0, 7) === last.slice(0, 7)) return format(first, { month: 'long', year: 'numeric' });
  const start = format(first, {
    ...{ day: 'numeric', month: 'short' },
    ...(first.slice(0, 4) !== last.slice(0, 4) && { year: 'numeric' }),
  });
  return `${start} – ${format(last, { day: 'numeric', month: 'short', year: 'numeric' })}`;
}
