import type { DuckDBConnection } from '@duckdb/node-api';
import { AuditTrailError, toMessage } from '../../errors';

/** Freed memory that DuckDB keeps. */
const FLUSH_THRESHOLD = '16MiB';

/** How much of the machine a database may use. */
export interface DatabaseLimits {
  readonly threads: number;
  readonly memoryMiB: number;
  /** Folder for what does not fit into memory. @default - fail instead */
  readonly temporaryFolder?: string | undefined;
}

/** Opens a connection, or gives the one that is open. */
export type Connect = () => Promise<DuckDBConnection>;

/** An open database in memory. */
export interface Database {
  readonly connection: DuckDBConnection;
  /** Opens a connection of its own, for what runs beside others. Its owner closes it first. */
  connect(): Promise<DuckDBConnection>;
  close(): void;
}

/**
 * Opens DuckDB in memory. It loads no extension from elsewhere.
 * @throws AuditTrailError `Configuration` if DuckDB is not installed, or does not run on this machine
 */
export async function openDatabase({
  threads,
  memoryMiB,
  temporaryFolder,
}: DatabaseLimits): Promise<Database> {
  const { DuckDBInstance } = await loadDuckDb();
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${memoryMiB}MiB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: temporaryFolder ?? '',
    // What is freed goes back to the system soon. By default, each thread keeps up to 128 MB.
    allocator_flush_threshold: FLUSH_THRESHOLD,
    allocator_bulk_deallocation_flush_threshold: FLUSH_THRESHOLD,
  });
  const connection = await instance.connect();
  // Where the process ends meanwhile, a statement must not go on to write to a folder that is being removed.
  const stop = () => connection.interrupt();
  if (temporaryFolder !== undefined) process.prependListener('exit', stop);
  const close = () => {
    process.off('exit', stop);
    connection.closeSync();
    instance.closeSync();
  };
  return { connection, connect: () => instance.connect(), close };
}

/**
 * Loads the package. An `import()` would first parse each of its files for the names that it exports, which
 * takes as long as loading it, so CommonJS code requires it.
 */
async function loadDuckDb(): Promise<typeof import('@duckdb/node-api')> {
  try {
    if (typeof module === 'object') return module.require('@duckdb/node-api');
    return await import('@duckdb/node-api');
  } catch (cause) {
    // Node lists on further lines which files wanted the package.
    const [reason = ''] = toMessage(cause).split('\n');
    throw new AuditTrailError(
      'Configuration',
      `Data folders need the package @duckdb/node-api, which cannot be loaded (${reason}). ` +
        'Install it with: npm install @duckdb/node-api',
      { cause },
    );
  }
}
