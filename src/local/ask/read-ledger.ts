import type { FileContent, FileRange } from '../../query/known-files';
import { COUNT_NAMES, type FileCounts } from '../../store/ledger/file-counts';
import type { LedgerEntry } from '../../store/ledger/ledger-item';
import { withFreshState } from '../folder/fresh-state';
import type { Row } from './connections';
import { checkedTable, type Parts } from './parts';
import { formatEventTime } from './row-values';
import { SqlParameters } from './sql-parameters';

/** The bucket of files that were ingested from this machine. */
const LOCAL_BUCKET = 'local';
/** Done before failed with the same bytes. */
const NEWEST_FIRST = "status = 'done' DESC, finishedAt DESC";

/** The entries of a range, for which all of them must fit into memory. */
export async function* readLedgerRange(
  parts: Parts,
  { bucket, accountId, region, since, until }: FileRange,
  signal?: AbortSignal,
): AsyncGenerator<FileContent> {
  const parameters = new SqlParameters();
  const is = (name: string, value: string) => `"${name}" = ${parameters.add(value)}`;
  const days = `"day" BETWEEN ${parameters.add(since)} AND ${parameters.add(until)}`;
  const buckets = `bucket IN (${parameters.addAll([bucket, LOCAL_BUCKET])})`;
  const condition = [is('accountId', accountId), is('region', region), days, buckets].join(' AND ');
  const rows = await withFreshState(parts.log, async ({ ledgers }) => {
    const files = [...ledgers.values()].map(({ file }) => file);
    if (files.length === 0) return [];
    const table = await checkedTable(parts, files);
    return parts.connections.use(signal, (asking) =>
      asking.rows(
        `SELECT ${CONTENT_COLUMNS} FROM ${table} WHERE ${condition} ORDER BY ${CONTENT_ORDER}`,
        parameters,
      ),
    );
  });
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    if (before === undefined || !CONTENT_KEY.every((name) => row[name] === before[name]))
      yield toFileContent(row);
  }
}

const CONTENT_COLUMNS =
  'bucket, "key", etag, status, sha256, gzipMembers, paddingBytes, rejected, excluded, error';
const CONTENT_KEY = ['bucket', 'key', 'etag'] as const;
/** The row that counts comes first of those with the same key. A window function would take 20 MB more for 20,000 files. */
const CONTENT_ORDER = `bucket, "key", etag, ${NEWEST_FIRST}`;

/** All rows of a range are in memory at once, so each holds only what is compared. */
const toFileContent = (row: Row): FileContent => ({
  bucket: String(row.bucket),
  key: String(row.key),
  status: row.status as LedgerEntry['status'],
  sha256: toText(row.sha256),
  gzipMembers: toNumber(row.gzipMembers),
  paddingBytes: toNumber(row.paddingBytes),
  counts: { rejected: Number(row.rejected), excluded: Number(row.excluded) },
  error: toText(row.error),
});

const toText = (value: unknown): string | undefined => (value === null ? undefined : String(value));
const toNumber = (value: unknown): number | undefined => (value === null ? undefined : Number(value));

const ALL_COLUMNS = '*, epoch_ms(firstEventTime) AS first, epoch_ms(lastEventTime) AS last';

/** Columns of the rows that match, one for each content: done before failed with the same bytes. */
export const selectContents = (table: string, condition: string): string =>
  `SELECT ${ALL_COLUMNS} FROM ${table} ` +
  `WHERE ${condition} QUALIFY row_number() OVER ` +
  `(PARTITION BY bucket, "key", etag ORDER BY ${NEWEST_FIRST}) = 1`;

const TEXTS = ['sha256', 'error', 'versionId'] as const;
const NUMBERS = [
  'inflatedBytes',
  'compressedBytes',
  'gzipMembers',
  'paddingBytes',
  'unknownOperations',
] as const;

/** Reads a row of `selectContents`. */
export function toLedgerEntry(row: Row): LedgerEntry {
  const text = (name: string) => String(row[name] ?? '');
  return {
    bucket: text('bucket'),
    key: text('key'),
    etag: text('etag'),
    accountId: text('accountId'),
    region: text('region'),
    day: text('day'),
    status: text('status') as LedgerEntry['status'],
    finishedAt: text('finishedAt'),
    counts: toCounts(row),
    ...presentMembers(row, TEXTS, String),
    ...presentMembers(row, NUMBERS, Number),
    ...(isFilled(row.tables) && { tables: row.tables }),
    ...(row.tablesTruncated === true && { tablesTruncated: true }),
    ...(row.first !== null && { firstEventTime: formatEventTime(row.first) }),
    ...(row.last !== null && { lastEventTime: formatEventTime(row.last) }),
    ...(row.shapes !== null && { shapes: row.shapes as readonly string[] }),
    ...(row.rejectedRecords !== null && { rejected: JSON.parse(text('rejectedRecords')) }),
  };
}

/** On one machine, each audited event has a row: there are no columns of events that were summarized. */
const toCounts = (row: Row): FileCounts =>
  Object.fromEntries(
    COUNT_NAMES.map((name) => [name, Number(row[name === 'recorded' ? 'audited' : name] ?? 0)]),
  ) as unknown as FileCounts;

const isFilled = (value: unknown): value is readonly string[] => Array.isArray(value) && value.length > 0;

const presentMembers = <Value>(row: Row, names: readonly string[], toValue: (value: unknown) => Value) =>
  Object.fromEntries(names.filter((name) => row[name] !== null).map((name) => [name, toValue(row[name])]));
