import { join } from 'node:path';
import { openDatabase } from '../../src/local/duckdb/database';
import { sqlPaths } from '../../src/local/duckdb/sql-text';
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

/** What the newest commit of a data folder names. */
export interface FolderContent {
  /** In the order of event id and content hash. */
  readonly rows: readonly FolderRow[];
  /** In the order of key and etag. */
  readonly files: readonly Record<string, unknown>[];
  /** Rows of each segment. */
  readonly segments: readonly number[];
}

/** Reads everything in a data folder with DuckDB alone. */
export async function readDataFolder(folder: string): Promise<FolderContent> {
  const { segments, ledgers } = await new CommitLog(folder).read();
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
    };
  } finally {
    database.close();
  }
}

export const toIdentity = ({ eventId, contentHash }: FolderRow): string => `${eventId} ${contentHash}`;
