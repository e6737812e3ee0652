/** A whole number with thousands separators. */
export const formatCount = (value: number): string => value.toLocaleString('en-US');

/** `1 event`, `2 events`. */
export const countWords = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
