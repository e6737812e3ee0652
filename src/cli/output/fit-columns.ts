/** What a column allows when a table is too wide for the terminal. */
export interface ColumnLimits {
  /** Narrowest width that its cells may be cut to. They are not cut unless it is set. */
  readonly minimum?: number | undefined;
  /** Columns with the lowest number are hidden first. A column without one is never hidden. */
  readonly hideOrder?: number | undefined;
}

/** The width between two columns. */
export const GAP = 2;

/** Which columns to show, by index, and how wide. */
export interface FittedColumns {
  readonly shown: readonly number[];
  readonly widths: readonly number[];
}

const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width + GAP, -GAP);

/**
 * Chooses the columns that fit a terminal and their widths: hides columns until the narrowest form of
 * the others fits, then cuts the widest ones.
 * @param natural width of each column without any cut
 */
export function fitColumns(
  columns: readonly ColumnLimits[],
  natural: readonly number[],
  width: number,
): FittedColumns {
  const narrowest = (index: number) => Math.min(natural[index]!, columns[index]!.minimum ?? natural[index]!);
  let shown = columns.map((_, index) => index);
  while (sum(shown.map(narrowest)) > width) {
    const hidden = firstToHide(columns, shown);
    if (hidden === undefined) break;
    shown = shown.filter((index) => index !== hidden);
  }
  const widths = shown.map((index) => natural[index]!);
  const minima = shown.map(narrowest);
  while (sum(widths) > width) {
    const widest = widestAbove(widths, minima);
    if (widest === undefined) break;
    widths[widest] = widths[widest]! - 1;
  }
  return { shown, widths };
}

function firstToHide(columns: readonly ColumnLimits[], shown: readonly number[]): number | undefined {
  const order = (index: number) => columns[index]!.hideOrder ?? Number.POSITIVE_INFINITY;
  const [first] = [...shown].sort((one, other) => order(one) - order(other));
  return first !== undefined && Number.isFinite(order(first)) ? first : undefined;
}

function widestAbove(widths: readonly number[], minima: readonly number[]): number | undefined {
  const [widest] = widths
    .map((width, index) => ({ width, index }))
    .filter(({ width, index }) => width > minima[index]!)
    .sort((one, other) => other.width - one.width);
  return widest?.index;
}
