import type { AuditLog } from '../query/audit-log';
import type { AuditStore } from '../query/audit-store';
import { openAuditLog } from '../query/open-audit-log';
import { createLocalStore } from './ask/local-store';
import { openDatabase } from './duckdb/database';
import { claimFolder } from './folder/claim-folder';
import { CommitLog } from './folder/commit-log';
import { firstAddedReader } from './folder/first-added';

/** An audit in a data folder. */
export interface LocalAudit {
  readonly log: AuditLog;
  readonly store: AuditStore;
  /**
   * Says from which event time on there are records that were not there at the last call.
   * @param since earlier records do not matter
   * @returns undefined if there are none
   */
  readFirstAdded(since: string): Promise<string | undefined>;
  /** Frees the memory that questions use. Call it when no question is open. */
  close(): void;
}

export interface OpenLocalAuditOptions {
  /** Whether to make the folder if it does not exist or is empty. @default false */
  readonly create?: boolean | undefined;
}

/** Memory of the database: the process itself takes about 150 MB more. */
const MEMORY_MIB = 224;
const THREADS = 2;

/**
 * Opens a data folder, as `ddb-audit ingest --local DIR` makes it, for queries. Needs the package
 * `@duckdb/node-api`. Any number of processes may read a folder while others write to it.
 * @param dir path of the folder
 * @throws AuditTrailError `NotFound` if there is no data folder; `Configuration` if the folder holds something
 *   else, was made by another version, or DuckDB is not installed
 */
export async function openLocalAudit(
  dir: string,
  { create = false }: OpenLocalAuditOptions = {},
): Promise<LocalAudit> {
  const folder = claimFolder(dir, create);
  const database = await openDatabase({ threads: THREADS, memoryMiB: MEMORY_MIB });
  const store = createLocalStore(folder, database);
  const close = () => {
    store.close();
    database.close();
  };
  const readFirstAdded = firstAddedReader(new CommitLog(folder));
  return { log: openAuditLog(store), store, readFirstAdded, close };
}
