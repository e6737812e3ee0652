import type { EventSelector, FieldSelector } from './trail-logging';

/** A character that no value in a selector has: it makes a text that no condition names. */
const OTHER = '\0';

/**
 * Values of a field that stand for all: conditions cannot tell any other text from one of these. They are the values
 * that conditions compare the whole field with, and each beginning with each end that a condition names.
 * @param start how all values of the field begin
 */
export function typicalValues(conditions: readonly FieldSelector[], start = ''): string[] {
  const named = (...operators: (keyof FieldSelector)[]): string[] =>
    conditions.flatMap((one) => operators.flatMap((operator) => one[operator] ?? []));
  const beginnings = [start, ...named('startsWith', 'notStartsWith')];
  const ends = ['', ...named('endsWith', 'notEndsWith')];
  const parts = beginnings.flatMap((beginning) => ends.map((end) => beginning + OTHER + end));
  const joined = beginnings.flatMap((beginning) => ends.flatMap((end) => overlaps(beginning, end)));
  const values = [...named('equals', 'notEquals'), ...parts, ...joined];
  return [...new Set(values)].filter((value) => value.startsWith(start));
}

/** Texts with this beginning and this end that share some characters: `table/` and `/Orders` make `table/Orders`. */
function overlaps(beginning: string, end: string): string[] {
  const found: string[] = [];
  for (let shared = 1; shared <= Math.min(beginning.length, end.length); shared += 1) {
    if (beginning.endsWith(end.slice(0, shared))) found.push(beginning + end.slice(shared));
  }
  return found;
}

/** The conditions of selectors on a field. */
export const conditionsOn = (selectors: readonly EventSelector[], field: string): FieldSelector[] =>
  selectors.flatMap(({ fieldSelectors }) => fieldSelectors.filter((one) => one.field === field));
