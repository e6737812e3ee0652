import { LEDGER_KEYS } from '../../store/indexes';
import { type DirectoryEntry, directoryKey } from '../../store/ledger/directory-item';
import type { Column } from '../duckdb/text-table';

/** Columns of `names/*.parquet`: each value that the records of a segment name, once. */
export const NAME_COLUMNS: readonly Column<DirectoryEntry>[] = [
  {
    name: 'kind',
    type: 'VARCHAR',
    holds: '`resources`, `principals`, `actions`, `accounts` or `regions`',
    from: ({ kind }) => kind,
  },
  { name: 'value', type: 'VARCHAR', holds: 'as records write it', from: ({ value }) => value },
  {
    name: 'sortKey',
    type: 'VARCHAR',
    holds: 'order of values: of resources, `table#` of the table they belong to comes first',
    from: ({ kind, value }) => directoryKey(kind, value)[LEDGER_KEYS.sort],
  },
  { name: 'name', type: 'VARCHAR', holds: 'the name that people use', from: ({ name }) => name },
  {
    name: 'firstSeen',
    type: 'VARCHAR',
    holds: 'day of the earliest event, `YYYY-MM-DD`',
    from: ({ firstSeen }) => firstSeen,
  },
  {
    name: 'lastSeen',
    type: 'VARCHAR',
    holds: 'day of the latest event, `YYYY-MM-DD`',
    from: ({ lastSeen }) => lastSeen,
  },
];
