import { visible } from './control-characters';

/** First characters that make a spreadsheet read a cell as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Formats one cell of CSV (RFC 4180) that a spreadsheet shows and never runs. A cell that would start a
 * formula gets a leading `'`, as OWASP ASVS requires. Control characters are made visible.
 */
export function csvCell(text: string): string {
  const safe = (FORMULA.test(text) ? "'" : '') + visible(text);
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Formats one line of CSV, with its line break. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;
