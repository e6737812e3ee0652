import { decodeFilePosition, encodeFilePosition } from '../../query/file-position';
import type { FileBatch, FileOptions, KnownFile } from '../../query/known-files';
import type { LedgerEntry } from '../../store/ledger/ledger-item';
import { settleFile } from '../../store/ledger/settle-entries';
import { withFreshState } from '../folder/fresh-state';
import type { Asking, Row } from './connections';
import { checkedTable, type Parts } from './parts';
import { selectContents, toLedgerEntry } from './read-ledger';
import { SqlParameters } from './sql-parameters';

/** Entries of the first batch, for a page that needs few. */
const FIRST_BATCH = 1_000;
const GROWTH = 4;
/** Files that are read at once. */
const LARGEST_BATCH = 10_000;
const ORDER = ['bucket', 'accountId', 'region', 'day', 'key'] as const;
/** Text in this order. Only the key can contain a line break. DuckDB compares no rows of values with BETWEEN. */
const PLACE = `concat_ws(chr(10), ${ORDER.map((name) => `"${name}"`).join(', ')})`;

/** The ledger in the order of bucket, account, Region, day and key. */
export async function* readFiles(
  parts: Parts,
  { from, signal }: FileOptions = {},
): AsyncGenerator<FileBatch> {
  let after = from === undefined ? undefined : decodeFilePosition(from, ORDER.length).join('\n');
  for (let size = FIRST_BATCH; ; size = Math.min(size * GROWTH, LARGEST_BATCH)) {
    const rows = await withFreshState(parts.log, async ({ ledgers }) => {
      const files = [...ledgers.values()].map(({ file }) => file);
      if (files.length === 0) return [];
      const table = await checkedTable(parts, files);
      return parts.connections.use(signal, (asking) => readBatch(asking, table, after, size));
    });
    const last = rows.at(-1);
    if (last === undefined) return;
    after = toPlace(last).join('\n');
    yield {
      files: toKnownFiles(rows),
      entries: rows.length,
      position: encodeFilePosition(toPlace(last)),
    };
  }
}

/** The rows of the next files: one for each content, done before failed with the same bytes. */
async function readBatch(
  asking: Asking,
  table: string,
  after: string | undefined,
  size: number,
): Promise<readonly Row[]> {
  const parameters = new SqlParameters();
  const start = after === undefined ? 'true' : `${PLACE} > ${parameters.add(after)}`;
  const [end] = await asking.rows(
    `SELECT DISTINCT ${PLACE} AS place FROM ${table} WHERE ${start} ORDER BY place LIMIT 1 OFFSET ${size - 1}`,
    parameters,
  );
  const stop = end ? `${PLACE} <= ${parameters.add(String(end.place))}` : 'true';
  return asking.rows(
    `${selectContents(table, `${start} AND ${stop}`)} ORDER BY ${PLACE}, status = 'done', finishedAt`,
    parameters,
  );
}

const toPlace = (row: Row): string[] => ORDER.map((name) => String(row[name] ?? ''));

function toKnownFiles(rows: readonly Row[]): KnownFile[] {
  const files = new Map<string, LedgerEntry[]>();
  for (const row of rows) {
    const position = encodeFilePosition(toPlace(row));
    const entries = files.get(position);
    if (entries) entries.push(toLedgerEntry(row));
    else files.set(position, [toLedgerEntry(row)]);
  }
  return [...files].map(([position, entries]) => ({
    entries: settleFile(entries.map((entry) => ({ entry, isContent: entry.status === 'done' }))),
    position,
  }));
}
