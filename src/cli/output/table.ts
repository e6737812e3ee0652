import Table from 'cli-table3';
import { visible } from './control-characters';

/** A cell: text that may be hostile, and a color to apply after it is sanitized. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** A column: its heading, and whether its cells must not be cut. */
export interface Column {
  readonly head: string;
  readonly keepWhole?: boolean;
}

const GAP = 2;
const NARROWEST = 8;
const NO_LINES = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map((part) => [part, '']),
);

/**
 * Lays out rows as plain columns. Nothing in a cell can colour, move or break the output.
 * @param width columns of the terminal; cells are cut to fit it. Nothing is cut unless given.
 * @param withHead whether to print the heads
 */
export function layTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { width, withHead = true }: { width?: number | undefined; withHead?: boolean } = {},
): string {
  const cells = rows.map((row) => row.map(({ text, paint }) => ({ text: visible(text), paint })));
  const natural = columns.map(({ head }, index) =>
    Math.max(head.length, ...cells.map((row) => row[index]!.text.length)),
  );
  const table = new Table({
    ...(withHead && { head: columns.map(({ head }) => head) }),
    chars: { ...NO_LINES, middle: ' '.repeat(GAP) },
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    ...(width && { colWidths: widthsThatFit(columns, natural, width) }),
  });
  table.push(...cells.map((row) => row.map(({ text, paint }) => (paint ? paint(text) : text))));
  return `${table.toString().replace(/[ ]+$/gm, '')}\n`;
}

/** Takes from the widest column that may be cut until all fit or none can give more. */
function widthsThatFit(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  for (;;) {
    const excess = widths.reduce((sum, column) => sum + column + GAP, -GAP) - width;
    if (excess <= 0) return widths;
    const widest = widths.reduce(
      (best, column, index) =>
        !columns[index]!.keepWhole && column > (best === -1 ? NARROWEST : widths[best]!) ? index : best,
      -1,
    );
    if (widest === -1) return widths;
    widths[widest] = widths[widest]! - 1;
  }
}
