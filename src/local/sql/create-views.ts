import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Asking } from '../ask/connections';
import { distinctEvents } from '../ask/distinct-events';
import { parquetTable } from '../ask/parts';
import { sqlPath, sqlString } from '../duckdb/sql-text';
import type { CheckedFiles } from '../folder/checked-files';
import type { SegmentFile } from '../folder/commit';
import type { FolderState } from '../folder/folder-state';
import { type FileKind, VIEWS, type View } from './views';

/** The files of a state, by kind. Events and originals have the same order: that of their segments. */
const listFiles = ({
  segments,
  ledgers,
}: FolderState): Readonly<Record<FileKind, readonly SegmentFile[]>> => {
  const all = [...segments.values()];
  return {
    events: all.map(({ events }) => events),
    originals: all.map(({ originals }) => originals),
    names: all.map(({ names }) => names),
    files: [...ledgers.values()].map(({ file }) => file),
  };
};

/**
 * Creates all views over one state of a data folder. A view that is not needed has its columns, but no rows,
 * so that its files need not be checked.
 * @param needed names of views
 * @throws AuditTrailError `DamagedFile`
 */
export async function createViews(
  connection: DuckDBConnection,
  checked: CheckedFiles,
  state: FolderState,
  needed: readonly string[],
): Promise<void> {
  const files = listFiles(state);
  const filled = VIEWS.filter(
    ({ name, reads }) => needed.includes(name) && reads.every((kind) => files[kind].length > 0),
  );
  const kinds = new Set(filled.flatMap(({ reads }) => reads));
  const opened = [...kinds].flatMap((kind) => files[kind]);
  for (const file of opened) await checked.check(file);
  await allowOnly(
    connection,
    opened.map(({ path }) => join(checked.folder, path)),
  );

  const asking: Asking = {
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS(),
    signal: undefined,
    statements: 0,
  };
  const table = (kind: FileKind): string =>
    `(SELECT *, file_index FROM ${parquetTable(checked.folder, files[kind])})`;
  const from = {
    events: kinds.has('events')
      ? await distinctEvents(asking, table('events'), [...state.segments.values()])
      : '',
    originals: table('originals'),
    names: table('names'),
    files: table('files'),
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
