import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlPath, sqlPaths, sqlString } from '../duckdb/sql-text';
import type { CheckedFiles } from '../folder/checked-files';
import type { SegmentFile } from '../folder/commit';
import type { FolderState } from '../folder/folder-state';
import { DUPLICATES, findDuplicateRows, findOverlapping } from './duplicate-rows';
import { type FileKind, VIEWS, type View } from './views';

/** The files of a state, by kind. Events and originals have the same order: that of their segments. */
type Files = Readonly<Record<FileKind, readonly SegmentFile[]>>;

/**
 * Creates all views over one state of a data folder. A view that is not needed has its columns, but no rows,
 * so that its files need not be checked.
 * @param needed names of views
 * @throws AuditTrailError `DamagedFile`
 */
export async function createViews(
  connection: DuckDBConnection,
  checked: CheckedFiles,
  { segments, ledgers }: FolderState,
  needed: readonly string[],
): Promise<void> {
  const overlapping = findOverlapping([...segments.values()]);
  // Overlapping segments come first, so that the number of a file is the same among them and among all.
  const ordered = [...segments.values()].sort(
    (one, other) => Number(overlapping.has(other.id)) - Number(overlapping.has(one.id)),
  );
  const files: Files = {
    events: ordered.map(({ events }) => events),
    originals: ordered.map(({ originals }) => originals),
    names: ordered.map(({ names }) => names),
    files: [...ledgers.values()].map(({ file }) => file),
  };
  const filled = VIEWS.filter(
    ({ name, reads }) => needed.includes(name) && reads.every((kind) => files[kind].length > 0),
  );
  const kinds = new Set(filled.flatMap(({ reads }) => reads));
  const toPath = ({ path }: SegmentFile): string => join(checked.folder, path);
  const read = (some: readonly SegmentFile[]): string => `read_parquet(${sqlPaths(some.map(toPath))})`;

  for (const kind of kinds) for (const file of files[kind]) await checked.check(file);
  await allowOnly(
    connection,
    [...kinds].flatMap((kind) => files[kind].map(toPath)),
  );
  const hasDuplicates =
    kinds.has('events') &&
    overlapping.size > 0 &&
    (await findDuplicateRows(connection, read(files.events.slice(0, overlapping.size))));
  const events = hasDuplicates
    ? `(SELECT *, file_index, file_row_number FROM ${read(files.events)} ANTI JOIN ${DUPLICATES} USING (file_index, file_row_number))`
    : read(files.events);
  const from = {
    events,
    originals: read(files.originals),
    names: read(files.names),
    files: read(files.files),
  };
  for (const view of VIEWS) {
    const select = filled.includes(view) ? view.select(from) : selectNothing(view);
    await connection.run(`CREATE VIEW "${view.name}" AS ${select}`);
  }
}

const selectNothing = ({ columns }: View): string =>
  `SELECT ${columns.map(({ name, type }) => `NULL::${type} AS "${name}"`).join(', ')} LIMIT 0`;

/** Lets DuckDB open these files and its temporary folder, and no setting change from now on. */
async function allowOnly(connection: DuckDBConnection, paths: readonly string[]): Promise<void> {
  const allowed = new Set(paths.flatMap((path) => [sqlString(path), sqlPath(path)]));
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(`SET allowed_paths = [${[...allowed].join(', ')}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}
