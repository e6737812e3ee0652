import { availableParallelism } from 'node:os';
import { openDatabase } from '../duckdb/database';
import { withTemporaryFolder } from '../duckdb/temporary-folder';
import { CheckedFiles } from '../folder/checked-files';
import { claimFolder } from '../folder/claim-folder';
import { CommitLog } from '../folder/commit-log';
import type { FolderState } from '../folder/folder-state';
import { withFreshState } from '../folder/fresh-state';
import { checkStatement } from './check-statement';
import { createViews } from './create-views';
import { runStatement, type StatementResult } from './run-statement';
import { VIEWS } from './views';

/** Memory of DuckDB. What does not fit goes to a temporary folder. */
const MEMORY_MIB = 1_024;
const TEMPORARY_BYTES = '20GiB';

export interface SqlOptions {
  /** Seconds that DuckDB may work. */
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** A result, and what it was asked of. */
export interface SqlAnswer extends StatementResult {
  readonly asked: FolderState;
}

/**
 * Runs one SELECT over the views of a data folder, as of its newest commit. Files that the statement needs are
 * checked first. The statement can read nothing else, and change nothing.
 * @param dir the data folder
 * @param use receives the result while it is open
 * @throws AuditTrailError `InvalidArgument` for a statement that is not allowed or invalid; `OutOfTime`;
 * `DamagedFile`; `NotFound` if there is no data folder; `Configuration` without DuckDB
 */
export async function askSql(
  dir: string,
  statement: string,
  { timeoutSeconds, signal }: SqlOptions,
  use: (answer: SqlAnswer) => Promise<void>,
): Promise<void> {
  const folder = claimFolder(dir, false);
  const files = new CheckedFiles(folder);
  const limits = { timeoutMs: timeoutSeconds * 1_000, memoryMiB: MEMORY_MIB, signal };
  await withTemporaryFolder(async (temporaryFolder) => {
    const open = () =>
      openDatabase({ threads: availableParallelism(), memoryMiB: MEMORY_MIB, temporaryFolder });
    const answer = await withFreshState(new CommitLog(folder), async (asked) => {
      const { connection, close } = await open();
      try {
        const needed = await checkStatement(
          connection,
          statement,
          VIEWS.map(({ name }) => name),
        );
        await connection.run(`SET max_temp_directory_size = '${TEMPORARY_BYTES}'`);
        await createViews(connection, files, asked, needed);
        return { ...(await runStatement(connection, statement, limits)), asked, close };
      } catch (error) {
        close();
        throw error;
      }
    });
    try {
      await use(answer);
    } finally {
      answer.close();
    }
  });
}
