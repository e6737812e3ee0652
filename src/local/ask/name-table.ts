import { resourceName } from '../../audit/resource-name';
import type { DirectoryPage, DirectoryQuery } from '../../query/directory-query';
import { LEDGER_KEYS } from '../../store/indexes';
import { boundedEntry, type DirectoryEntry, directoryKey } from '../../store/ledger/directory-item';
import type { FolderState } from '../folder/folder-state';
import { withFreshState } from '../folder/fresh-state';
import type { Asking, Row } from './connections';
import { checkedTable, type Parts } from './parts';
import { SqlParameters } from './sql-parameters';

/** The values that records name, of all segments: a table in memory, which is made again when segments change. */
export class NameTable {
  readonly #parts: Parts;
  /** The segments that the table is made of. */
  #holds = '';
  /** The making of a table that is under way. Only one is made at a time. */
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A page of values, in the order of the directory in DynamoDB. */
  read(query: DirectoryQuery, signal?: AbortSignal): Promise<DirectoryPage> {
    const { log, connections } = this.#parts;
    return withFreshState(log, (state) =>
      connections.use(signal, async (asking) => {
        if (state.segments.size === 0) return { entries: [] };
        await this.#update(asking, state);
        return readNames(asking, query);
      }),
    );
  }

  async #update(asking: Asking, state: FolderState): Promise<void> {
    const turn = this.#turn.then(() => this.#make(asking, state));
    this.#turn = turn.catch(() => {});
    await turn;
  }

  async #make(asking: Asking, { segments }: FolderState): Promise<void> {
    const ids = [...segments.keys()].join(' ');
    if (ids === this.#holds) return;
    const files = [...segments.values()].map(({ names }) => names);
    const table = await checkedTable(this.#parts, files);
    await asking.rows(
      'CREATE OR REPLACE TABLE names AS SELECT kind, sortKey, any_value(value) AS value, min(name) AS name, ' +
        `min(firstSeen) AS firstSeen, max(lastSeen) AS lastSeen FROM ${table} ` +
        'GROUP BY kind, sortKey ORDER BY kind, sortKey',
    );
    this.#holds = ids;
  }
}

const sortKey = ({ kind }: DirectoryQuery, value: string): string =>
  directoryKey(kind, value)[LEDGER_KEYS.sort]!;

async function readNames(asking: Asking, query: DirectoryQuery): Promise<DirectoryPage> {
  const { kind, table, prefix, value, after, limit } = query;
  const parameters = new SqlParameters();
  const conditions = [`kind = ${parameters.add(kind)}`];
  const start = table === undefined ? prefix : `${table}#`;
  if (value !== undefined) conditions.push(`sortKey = ${parameters.add(sortKey(query, value))}`);
  // A start that is too long for a key becomes one that no key has.
  else if (start) conditions.push(`starts_with(sortKey, ${parameters.add(boundedEntry(start))})`);
  if (after !== undefined) conditions.push(`sortKey > ${parameters.add(sortKey(query, after))}`);
  const rows = await asking.rows(
    `SELECT kind, value, name, firstSeen, lastSeen FROM names WHERE ${conditions.join(' AND ')} ` +
      `ORDER BY sortKey LIMIT ${limit + 1}`,
    parameters,
  );
  const entries = rows.slice(0, limit).map(toEntry);
  const next = rows.length > limit ? entries.at(-1)?.value : undefined;
  return { entries, ...(next !== undefined && { next }) };
}

function toEntry(row: Row): DirectoryEntry {
  const kind = row.kind as DirectoryEntry['kind'];
  const value = String(row.value);
  const name = kind === 'resources' ? resourceName(value).name : row.name;
  return {
    kind,
    value,
    ...(name && { name: String(name) }),
    firstSeen: String(row.firstSeen),
    lastSeen: String(row.lastSeen),
  };
}
