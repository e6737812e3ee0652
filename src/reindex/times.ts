const SECOND_MS = 1_000;

/** The later of two times in the form of `eventTime`. */
export const later = (one: string, other: string): string => (one > other ? one : other);

/** The second after a time. */
export const nextSecond = (time: string): string =>
  new Date(Date.parse(time) + SECOND_MS).toISOString().replace('.000', '');
