import { jsonLine } from './control-characters';
import { csvLine } from './csv';
import { type Io, write } from './io';
import type { Cell } from './table';
import { chooseColumns, type NamedColumn, noteHidden, type TableOptions } from './table-options';

export const LIST_FORMATS = ['table', 'csv', 'ndjson', 'json'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

/** Writes the elements of a list to stdout, a page at a time. */
export interface ListWriter<Element> {
  write(elements: readonly Element[]): Promise<void>;
  /** @param rest what `json` says of the whole answer */
  end(rest: object): Promise<void>;
}

/** How a list is written. */
export interface ListForm<Element> {
  /** Name of the list in JSON. */
  readonly name: string;
  readonly columns: readonly (NamedColumn & { readonly toCell: (element: Element) => Cell })[];
  readonly csvColumns: readonly (readonly [name: string, read: (element: Element) => unknown])[];
}

/** Creates a writer of a list in one format. */
export function listWriter<Element>(
  io: Io,
  format: ListFormat,
  form: ListForm<Element>,
  options: TableOptions,
): Promise<ListWriter<Element>> {
  const writers: Readonly<Record<ListFormat, () => Promise<ListWriter<Element>>>> = {
    table: () => tableWriter(io, form, options),
    csv: () => csvWriter(io, form),
    ndjson: async () => ({
      write: (elements) => write(io.stdout, elements.map((element) => `${jsonLine(element)}\n`).join('')),
      end: async () => {},
    }),
    json: () => jsonWriter(io, form),
  };
  return writers[format]();
}

async function csvWriter<Element>(io: Io, { csvColumns }: ListForm<Element>): Promise<ListWriter<Element>> {
  await write(io.stdout, csvLine(csvColumns.map(([name]) => name)));
  const toLine = (element: Element) => csvLine(csvColumns.map(([, read]) => String(read(element) ?? '')));
  return {
    write: (elements) => write(io.stdout, elements.map(toLine).join('')),
    end: async () => {},
  };
}

async function jsonWriter<Element>(io: Io, { name }: ListForm<Element>): Promise<ListWriter<Element>> {
  let separator = '';
  await write(io.stdout, `{"${name}":[`);
  return {
    async write(elements) {
      if (elements.length === 0) return;
      await write(io.stdout, separator + elements.map(jsonLine).join(','));
      separator = ',';
    },
    end: (rest) => write(io.stdout, `],${jsonLine(rest).slice(1)}\n`),
  };
}

async function tableWriter<Element>(
  io: Io,
  form: ListForm<Element>,
  options: TableOptions,
): Promise<ListWriter<Element>> {
  const { TableLayout } = await import('./table');
  const { columns, width } = chooseColumns(io, form.columns, options);
  const layout = new TableLayout(columns, width);
  return {
    async write(elements) {
      if (elements.length === 0) return;
      const rows = elements.map((element) => columns.map(({ toCell }) => toCell(element)));
      await write(io.stdout, layout.format(rows));
    },
    end: () => noteHidden(io, layout.hidden),
  };
}
