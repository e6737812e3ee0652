import { visible } from './control-characters';

/** First characters that make a spreadsheet read a cell as a formula. Some read full-width ones as their plain forms. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

/** Where a line ends a cell, depending on the language of the spreadsheet, and quotes themselves. */
const QUOTED = /[",;\t]/;

/**
 * Formats one cell of CSV (RFC 4180) that a spreadsheet shows and never runs. A cell that would start a
 * formula gets a leading `'`, as OWASP ASVS requires. Control characters are made visible. A cell that contains what
 * some spreadsheets read as a separator, `,`, `;` or a tab, is quoted.
 */
export function csvCell(text: string): string {
  const safe = (FORMULA.test(text) ? "'" : '') + visible(text);
  return QUOTED.test(text) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Formats one line of CSV, with its line break. A number is no formula, also with a sign. */
export const csvLine = (cells: readonly (string | number)[]): string =>
  `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : csvCell(cell))).join(',')}\r\n`;
