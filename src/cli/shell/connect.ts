import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AuditTrailError } from '../../errors';
import type { AuditLog } from '../../query/audit-log';
import type { AuditStore } from '../../query/audit-store';
import type { Io } from '../output/io';
import { type Deployment, readLedgerDeployment } from './deployment';
import { openTables } from './open-tables';
import type { PlaceOptions } from './options';

/** An open audit, on this machine or in AWS. */
export interface Connection {
  readonly log: AuditLog;
  readonly store: AuditStore;
  /** From which event time on a data folder has records that it did not have before. Absent for tables in AWS. */
  readonly readFirstAdded?: ((since: string) => Promise<string | undefined>) | undefined;
  /** The tables. Absent for a data folder. */
  readonly tables?:
    | { readonly client: DynamoDBClient; readonly tableName: string; readonly ledgerTableName: string }
    | undefined;
  /** Reads what else is deployed. Absent for a data folder. */
  readonly readDeployment?: (() => Promise<Deployment>) | undefined;
  close(): void;
}

const usage = (message: string) => new AuditTrailError('InvalidArgument', message);

/**
 * Opens the audit that the options name, runs `work` with it, and closes it.
 * @param others options of the command that name an audit in another way, for the error if the options name none
 * @throws AuditTrailError `InvalidArgument` when the options name no audit, or two; any error of opening it
 */
export async function withAudit<Result>(
  io: Io,
  options: PlaceOptions,
  work: (connection: Connection) => Promise<Result>,
  others: readonly string[] = [],
): Promise<Result> {
  const connection = await (options.local === undefined
    ? connectToAws(io, options, others)
    : connectToFolder(options.local, options));
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

async function connectToFolder(dir: string, options: PlaceOptions): Promise<Connection> {
  const others = [
    options.stack,
    options.tableName,
    options.ledgerTableName,
    options.profile,
    options.region,
    options.endpointUrl,
  ];
  if (others.some((value) => value !== undefined)) {
    throw usage('--local cannot be combined with options for AWS. Use one or the other.');
  }
  const { openLocalAudit } = await import('../../local/open-local-audit');
  try {
    return await openLocalAudit(dir);
  } catch (error) {
    throw toMissingFolder(error);
  }
}

/** A missing folder is a configuration error; a missing record is not. */
export const toMissingFolder = (error: unknown): unknown =>
  error instanceof AuditTrailError && error.code === 'NotFound'
    ? new AuditTrailError('Configuration', error.message, { cause: error })
    : error;

/**
 * Opens the audit in tables in AWS.
 * @param others as for `withAudit`
 * @throws AuditTrailError as `openTables`
 */
export async function connectToAws(
  io: Io,
  options: PlaceOptions,
  others: readonly string[] = [],
): Promise<Connection> {
  const places = ['--local DIR', ...others];
  const { client, tableName, ledgerTableName, deployment } = await openTables(io, options, places);
  const [{ createDynamoDbStore }, { openAuditLog }, { openLogFiles }] = await Promise.all([
    import('../../query/dynamodb/dynamodb-store'),
    import('../../query/open-audit-log'),
    import('./log-files'),
  ]);
  const readDeployment = async () => deployment ?? readLedgerDeployment(client, ledgerTableName, io.signal);
  const logFiles = openLogFiles(io, options, readDeployment);
  const store = createDynamoDbStore({
    ...{ client, tableName, ledgerTableName, logFiles: logFiles.reader },
    deployment: deployment?.names,
  });
  return {
    store,
    log: openAuditLog(store),
    tables: { client, tableName, ledgerTableName },
    readDeployment,
    close() {
      client.destroy();
      logFiles.close();
    },
  };
}
