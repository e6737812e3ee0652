import { join } from 'node:path';
import { mapLimit } from '../../ingest/map-limit';
import { sqlPaths } from '../duckdb/sql-text';
import type { CheckedFiles } from '../folder/checked-files';
import type { Segment, SegmentFile } from '../folder/commit';
import type { CommitLog } from '../folder/commit-log';
import type { Connections } from './connections';
import type { TokenFilters } from './token-filters';

/** What answers are read with. */
export interface Parts {
  readonly log: CommitLog;
  readonly checkedFiles: CheckedFiles;
  readonly tokenFilters: TokenFilters;
  readonly connections: Connections;
}

const CHECKS_AT_ONCE = 8;

/**
 * Checks files, and gives them as a table in SQL, with `file_index` and `file_row_number`.
 * @throws AuditTrailError `DamagedFile`, naming the first file that is damaged
 */
export async function checkedTable({ checkedFiles }: Parts, files: readonly SegmentFile[]): Promise<string> {
  await mapLimit(files, CHECKS_AT_ONCE, (file) => checkedFiles.check(file));
  return parquetTable(checkedFiles.folder, files);
}

/** Files as a table in SQL, unchecked. */
export const parquetTable = (folder: string, files: readonly SegmentFile[]): string =>
  `read_parquet(${sqlPaths(files.map(({ path }) => join(folder, path)))}, file_row_number = true)`;

/** The events of segments as a table in SQL. Throws as `checkedTable` does. */
export const eventsTable = (parts: Parts, segments: readonly Segment[]): Promise<string> =>
  checkedTable(
    parts,
    segments.map(({ events }) => events),
  );
