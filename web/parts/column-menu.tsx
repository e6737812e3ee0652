import { usePlace } from '../place/use-place';
import { COLUMNS, chooseColumns } from './columns';

/** Chooses the columns of the list. */
export function ColumnMenu() {
  const { place, go } = usePlace();
  const names = chooseColumns(place.columns).map(({ name }) => name);
  const toggle = (name: string) =>
    go({ columns: names.includes(name) ? names.filter((one) => one !== name) : [...names, name] });
  return (
    <details class="menu">
      <summary>Columns</summary>
      <div class="menu-body">
        {COLUMNS.map(({ name, label }) => (
          <label key={name} class="check">
            <input type="checkbox" checked={names.includes(name)} onChange={() => toggle(name)} /> {label}
          </label>
        ))}
      </div>
    </details>
  );
}
