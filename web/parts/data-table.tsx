import type { ComponentChildren } from 'preact';

interface TableProps {
  /** What the table is, for screen readers. */
  readonly label: string;
  /** Headings. That of a column of numbers begins with `#`, which is not shown. */
  readonly heads: readonly string[];
  readonly rows: readonly (readonly ComponentChildren[])[];
  /** On a telephone, the cells of a row stand one below the other, each with its heading. Default: false. */
  readonly stacks?: boolean;
}

/** A table that scrolls by itself where it is wider or longer than its place. */
export function DataTable({ label, heads, rows, stacks = false }: TableProps) {
  const classes = heads.map((head) => (head.startsWith('#') ? 'number' : undefined));
  return (
    <div class={stacks ? 'scroll stacks' : 'scroll'} tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head, column) => (
              <th key={head} scope="col" class={classes[column]}>
                {head.replace(/^#/, '')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, column) => (
                <td key={heads[column]} class={classes[column]} data-head={heads[column]?.replace(/^#/, '')}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
