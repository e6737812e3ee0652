import type { Answer } from '../../src/http/operations';
import { JsonTree } from './json-tree';
import { Value } from './text';

interface ChangeTableProps {
  readonly changes: Answer<'getDiff'>['changes'];
  /** Heads of the columns. */
  readonly before: string;
  readonly after: string;
}

/** What differs between two events, side by side. */
export const ChangeTable = ({ changes, before, after }: ChangeTableProps) =>
  changes.length > 0 ? (
    <table class="diff">
      <thead>
        <tr>
          <th scope="col">
            <Value>{before}</Value>
          </th>
          <th scope="col">
            <Value>{after}</Value>
          </th>
        </tr>
      </thead>
      {changes.map((change, index) => (
        // A list can have several changes at one path.
        <tbody key={index} class={`diff-${change.kind}`}>
          <tr>
            <th scope="rowgroup" colSpan={2}>
              <Value>{change.path}</Value>
            </th>
          </tr>
          <tr>
            <Side value={change.before} />
            <Side value={change.after} />
          </tr>
        </tbody>
      ))}
    </table>
  ) : null;

const Side = ({ value }: { readonly value: unknown }) => (
  <td>{value === undefined ? <span class="note">not set</span> : <JsonTree value={value} />}</td>
);
