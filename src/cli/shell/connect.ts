import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AuditTrailError } from '../../errors';
import type { AuditLog } from '../../query/audit-log';
import type { AuditStore } from '../../query/audit-store';
import { ENVIRONMENT } from '../../settings/environment';
import type { Io } from '../output/io';
import { checkProfile } from './aws-configuration';
import type { PlaceOptions } from './options';

/** The two tables of an audit, on this machine or in AWS. */
interface AuditTables {
  readonly client: DynamoDBClient;
  readonly auditTableName: string;
  readonly ledgerTableName: string;
  close(): Promise<void>;
}

/** An open audit. */
export interface Connection extends AuditTables {
  readonly log: AuditLog;
  readonly store: AuditStore;
}

const usage = (message: string) => new AuditTrailError('InvalidArgument', message);

/**
 * Opens the audit that the options name, runs `work` with it, and closes it.
 * @throws AuditTrailError `InvalidArgument` when the options name no audit, or two; any error of opening it
 */
export async function withAudit<Result>(
  io: Io,
  options: PlaceOptions,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const connection = await connect(io, options);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

async function connect(io: Io, options: PlaceOptions): Promise<Connection> {
  const opening =
    options.local === undefined ? connectToAws(io, options) : connectToFolder(options.local, options);
  // A failure to open is thrown below, after the modules have loaded.
  opening.catch(() => {});
  // The engine of a data folder starts while the modules load.
  const [{ createDynamoDbStore }, { openAuditLog }] = await Promise.all([
    import('../../query/dynamodb/dynamodb-store'),
    import('../../query/open-audit-log'),
  ]);
  const tables = await opening;
  const { client, auditTableName: tableName, ledgerTableName } = tables;
  const store = createDynamoDbStore({ client, tableName, ledgerTableName });
  return { ...tables, store, log: openAuditLog(store) };
}

async function connectToFolder(dir: string, options: PlaceOptions): Promise<AuditTables> {
  const others = [
    options.tableName,
    options.ledgerTableName,
    options.profile,
    options.region,
    options.endpointUrl,
  ];
  if (others.some((value) => value !== undefined)) {
    throw usage('--local cannot be combined with options for AWS. Use one or the other.');
  }
  const { openDataFolder } = await import('../../local/data-folder');
  try {
    return await openDataFolder(dir, { create: false });
  } catch (error) {
    throw toMissingFolder(error);
  }
}

/** A missing folder is a configuration error; a missing record is not. */
export const toMissingFolder = (error: unknown): unknown =>
  error instanceof AuditTrailError && error.code === 'NotFound'
    ? new AuditTrailError('Configuration', error.message, { cause: error })
    : error;

async function connectToAws(io: Io, options: PlaceOptions): Promise<AuditTables> {
  const auditTableName = options.tableName ?? io.env[ENVIRONMENT.auditTableName];
  const ledgerTableName = options.ledgerTableName ?? io.env[ENVIRONMENT.ledgerTableName];
  if (!auditTableName || !ledgerTableName) {
    throw usage('Specify --local DIR, or --table-name and --ledger-table-name.');
  }
  const profile = options.profile ?? io.env.AWS_PROFILE;
  if (profile) await checkProfile(profile);
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({
    ...(options.profile && { profile: options.profile }),
    ...(options.region && { region: options.region }),
    ...(options.endpointUrl && { endpoint: options.endpointUrl }),
  });
  return { client, auditTableName, ledgerTableName, close: async () => client.destroy() };
}
