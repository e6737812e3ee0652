import { visible } from './control-characters';

/** A first character that makes a spreadsheet take a cell for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * One cell of CSV by RFC 4180 that a spreadsheet shows and does not run: what would begin a formula
 * gets a `'` before it, as OWASP ASVS asks, and control characters are made visible.
 */
export function csvCell(text: string): string {
  const safe = (FORMULA.test(text) ? "'" : '') + visible(text);
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of CSV with its line end. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;
