import { type Command, InvalidArgumentError, Option } from 'commander';
import { AuditTrailError } from '../../errors';
import { type Io, note } from './io';
import type { Column } from './table';

/** A column that `--columns` can name. */
export interface NamedColumn extends Column {
  readonly name: string;
  /** Shown only with `--wide`, or if `--columns` names it. */
  readonly onRequest?: true;
}

/** Options for the columns of a table. */
export interface TableOptions {
  readonly columns?: readonly string[];
  readonly wide?: true;
}

/** Adds the options that choose the columns of a table. */
export const addTableOptions = (columns: readonly NamedColumn[]) => (command: Command) => {
  const names = columns.map(({ name }) => name);
  return command
    .addOption(
      new Option('--columns <names>', `Table columns, separated by commas: ${names.join(', ')}`).argParser(
        (text) => parseColumns(text, names),
      ),
    )
    .addOption(new Option('--wide', 'Show all table columns, uncut').conflicts('columns'))
    .hook('preAction', (_, action) => checkOutput(action.opts()));
};

function checkOutput({ columns, wide, output }: TableOptions & { readonly output?: string }): void {
  if (output === 'table' || (columns === undefined && !wide)) return;
  const flag = wide ? '--wide' : '--columns';
  throw new AuditTrailError(
    'InvalidArgument',
    `${flag} applies to tables, but the output is ${output}. Add --output table.`,
  );
}

function parseColumns(text: string, names: readonly string[]): string[] {
  const chosen = text.split(',').map((name) => name.trim());
  if (chosen.some((name) => !names.includes(name))) {
    throw new InvalidArgumentError(`Allowed columns are ${names.join(', ')}.`);
  }
  return [...new Set(chosen)];
}

/** The columns of a table, and the width that it has to fit. */
export interface ChosenColumns<C extends NamedColumn> {
  readonly columns: readonly C[];
  /** Undefined where nothing is hidden or cut. */
  readonly width: number | undefined;
}

/**
 * Chooses the columns of a table. On a terminal they fit its width; `--wide` and a pipe get them uncut.
 */
export function chooseColumns<C extends NamedColumn>(
  io: Io,
  all: readonly C[],
  { columns, wide }: TableOptions,
): ChosenColumns<C> {
  const width = io.stdout.isTTY && !wide ? io.stdout.columns : undefined;
  if (wide) return { columns: all, width };
  if (!columns) return { columns: all.filter(({ onRequest }) => !onRequest), width };
  const chosen = columns.map((name) => all.find((column) => column.name === name)!);
  // A column that was asked for is cut rather than hidden.
  return { columns: chosen.map((column) => ({ ...column, hideOrder: undefined })), width };
}

/** Tells which columns do not fit the terminal. */
export async function noteHidden(io: Io, hidden: readonly string[]): Promise<void> {
  if (hidden.length === 0) return;
  await note(
    io,
    `Columns hidden to fit the terminal: ${hidden.join(', ')}. Use --wide, or --columns to choose.`,
  );
}
