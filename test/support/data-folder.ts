import { join } from 'node:path';
import type { CoverageDay } from '../../src/assure/coverage/known-coverage';
import { openDatabase } from '../../src/local/duckdb/database';
import { sqlPaths } from '../../src/local/duckdb/sql-text';
import type { Coverage } from '../../src/local/folder/commit';
import { CommitLog } from '../../src/local/folder/commit-log';
import { FILE_COLUMNS } from '../../src/local/segments/file-columns';

/** A row of the events in a data folder, with the event as its log file has it. */
export interface FolderRow {
  readonly eventId: string;
  readonly eventName: string;
  readonly contentHash: string;
  readonly key: string;
  readonly meaningVersion: number;
  readonly original: Record<string, unknown>;
}

/** Coverage as a verification stored it. */
export interface StoredCoverage {
  /** By place, day and trail. */
  readonly days: readonly CoverageDay[];
  /** Log files that digests name, by key and hash. */
  readonly named: readonly Record<string, unknown>[];
}

/** What the newest commit of a data folder names. */
export interface FolderContent {
  /** In the order of event id and content hash. */
  readonly rows: readonly FolderRow[];
  /** In the order of key and etag. */
  readonly files: readonly Record<string, unknown>[];
  /** Rows of each segment. */
  readonly segments: readonly number[];
  /** What the last verification stored. */
  readonly coverage: StoredCoverage | undefined;
}

/** Reads everything in a data folder with DuckDB alone. */
export async function readDataFolder(folder: string): Promise<FolderContent> {
  const { segments, ledgers, coverage } = await new CommitLog(folder).read();
  const database = await openDatabase({ threads: 1, memoryMiB: 500 });
  const read = async (sql: string) =>
    (await database.connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, never>[];
  try {
    const rows: FolderRow[] = [];
    for (const { events, originals } of segments.values()) {
      const from = ({ path }: { path: string }) => `read_parquet(${sqlPaths([join(folder, path)])})`;
      const columns = 'eventId, eventName, contentHash, key, meaningVersion, decode(original) AS original';
      for (const row of await read(
        `SELECT ${columns} FROM ${from(events)} POSITIONAL JOIN ${from(originals)}`,
      )) {
        rows.push({ ...row, original: JSON.parse(row.original!) } as unknown as FolderRow);
      }
    }
    const paths = [...ledgers.values()].map(({ file }) => join(folder, file.path));
    const names = FILE_COLUMNS.map(({ name }) => `"${name}"`);
    const files =
      paths.length > 0
        ? await read(`SELECT ${names} FROM read_parquet(${sqlPaths(paths)}) ORDER BY key, etag, status`)
        : [];
    return {
      rows: rows.sort((one, other) => (toIdentity(one) < toIdentity(other) ? -1 : 1)),
      files,
      segments: [...segments.values()].map((segment) => segment.rows),
      coverage: coverage && (await readStored(folder, coverage, read)),
    };
  } finally {
    database.close();
  }
}

async function readStored(
  folder: string,
  { days, named }: Coverage,
  read: (sql: string) => Promise<Record<string, never>[]>,
): Promise<StoredCoverage> {
  const select = (path: string, order: string) =>
    read(`FROM read_parquet(${sqlPaths([join(folder, path)])}) ORDER BY ${order}`);
  const rows = await select(days.path, 'accountId, region, day, trail');
  return {
    days: rows.map(({ coverage }) => JSON.parse(coverage!) as CoverageDay),
    named: await select(named.path, '"key", sha256'),
  };
}

export const toIdentity = ({ eventId, contentHash }: FolderRow): string => `${eventId} ${contentHash}`;
