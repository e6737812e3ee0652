import { FIELD_NAMES } from './event-fields';

type JsonObject = Readonly<Record<string, unknown>>;

/** An element of `ResultSet.Rows` of Athena's `GetQueryResults`. */
interface ResultSetRow {
  readonly Data: readonly { readonly VarCharValue?: unknown }[];
}

/** The rows of Athena's `GetQueryResults`. The first one has the names of the columns. */
export class ResultSet {
  #columns: readonly string[] | undefined;

  /**
   * Names the cells of a row.
   * @returns `header` for the names themselves, and undefined for a row without names or without cells
   */
  toRow(value: unknown): JsonObject | 'header' | undefined {
    if (!isRow(value)) return undefined;
    const cells = value.Data.map((cell) => cell?.VarCharValue);
    if (cells.some((cell) => typeof cell === 'string' && FIELD_NAMES.has(cell.toLowerCase()))) {
      this.#columns = cells.map(String);
      return 'header';
    }
    const columns = this.#columns;
    return columns && Object.fromEntries(cells.map((cell, at) => [columns[at] ?? '', cell ?? null]));
  }
}

const isRow = (value: unknown): value is ResultSetRow =>
  typeof value === 'object' && value !== null && Array.isArray((value as { Data?: unknown }).Data);
