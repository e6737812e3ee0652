import Table from 'cli-table3';
import stringWidth from 'string-width';
import { visible } from './control-characters';
import { type ColumnLimits, fitColumns, GAP } from './fit-columns';

/** A cell: text that may be hostile, and a color to apply after it is sanitized. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** A column of a table. */
export interface Column extends ColumnLimits {
  readonly head: string;
  /** Default: left. */
  readonly align?: 'right';
}

const NO_LINES = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map((part) => [part, '']),
);

/**
 * Lays out rows in plain columns, a batch at a time. Nothing in a cell can color, move or break the
 * output. The first batch decides which columns fit the terminal, so that all batches have the same.
 */
export class TableLayout {
  private shown: readonly number[] | undefined;

  /** @param width columns of the terminal. Nothing is hidden or cut unless it is given. */
  constructor(
    private readonly columns: readonly Column[],
    private readonly width: number | undefined,
  ) {}

  /** Headings of the columns that do not fit the terminal. */
  get hidden(): string[] {
    const { shown } = this;
    if (!shown) return [];
    return this.columns.filter((_, index) => !shown.includes(index)).map(({ head }) => head);
  }

  /** Formats a batch of rows, the first one with headings. */
  format(rows: readonly (readonly Cell[])[]): string {
    const cells = rows.map((row) => row.map(({ text, paint }) => ({ text: visible(text), paint })));
    const natural = this.columns.map(({ head }, index) =>
      cells.reduce((width, row) => Math.max(width, stringWidth(row[index]!.text)), head.length),
    );
    const withHead = this.shown === undefined;
    this.shown ??= this.chooseColumns(natural);
    const { shown, columns, width } = this;
    const pick = <Value>(values: readonly Value[]): Value[] => shown.map((index) => values[index]!);

    const table = new Table({
      ...(withHead && { head: pick(columns).map(({ head }) => head) }),
      colAligns: pick(columns).map((column) => column.align ?? ('left' as const)),
      chars: { ...NO_LINES, middle: ' '.repeat(GAP) },
      style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
      ...(width && { colWidths: cutOnly(pick(columns), pick(natural), width) }),
    });
    table.push(...cells.map((row) => pick(row).map(({ text, paint }) => (paint ? paint(text) : text))));
    return `${table.toString().replace(/[ ]+$/gm, '')}\n`;
  }

  private chooseColumns(natural: readonly number[]): readonly number[] {
    const all = this.columns.map((_, index) => index);
    return this.width === undefined ? all : fitColumns(this.columns, natural, this.width).shown;
  }
}

/** Widths of columns that are all shown. */
const cutOnly = (columns: readonly Column[], natural: readonly number[], width: number): number[] => [
  ...fitColumns(
    columns.map(({ minimum }) => ({ minimum })),
    natural,
    width,
  ).widths,
];

/** Formats a whole table. */
export const formatTable = (
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width?: number,
): string => new TableLayout(columns, width).format(rows);
