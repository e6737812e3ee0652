import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AuditTrailError } from '../errors';
import type { AuditLog } from '../query/audit-log';
import { ENVIRONMENT } from '../settings/environment';
import type { Io } from './io';
import type { PlaceOptions } from './options';

/** The two tables of an audit, wherever they are. */
interface AuditTables {
  readonly client: DynamoDBClient;
  readonly auditTableName: string;
  readonly ledgerTableName: string;
  close(): Promise<void>;
}

/** An audit that can be asked. */
export interface Connection extends AuditTables {
  readonly log: AuditLog;
}

const usage = (message: string) => new AuditTrailError('InvalidArgument', message);

/**
 * Runs a command's work with the audit that the options name, and lets go of it afterwards.
 * @throws AuditTrailError `InvalidArgument` when the options name none, or two; what opening throws
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
  // The engine of a data folder starts while the modules load.
  const { createAuditLog } = require('../query/audit-log') as typeof import('../query/audit-log');
  const tables = await opening;
  const { client, auditTableName: tableName, ledgerTableName } = tables;
  return { ...tables, log: createAuditLog({ client, tableName, ledgerTableName }) };
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
    throw usage('--local names an audit on this machine; leave out the options for AWS, or --local.');
  }
  const { openDataFolder } = require('../local/data-folder') as typeof import('../local/data-folder');
  try {
    return await openDataFolder(dir, { create: false });
  } catch (error) {
    // A folder that is not there is a wrong setting, unlike a record that is not there.
    if (!(error instanceof AuditTrailError) || error.code !== 'NotFound') throw error;
    throw new AuditTrailError('Configuration', error.message, { cause: error });
  }
}

async function connectToAws(io: Io, options: PlaceOptions): Promise<AuditTables> {
  const auditTableName = options.tableName ?? io.env[ENVIRONMENT.auditTableName];
  const ledgerTableName = options.ledgerTableName ?? io.env[ENVIRONMENT.ledgerTableName];
  if (!auditTableName || !ledgerTableName) {
    throw usage('Say where the audit is: --local DIR, or --table-name and --ledger-table-name in AWS.');
  }
  const { DynamoDBClient } = require('@aws-sdk/client-dynamodb') as typeof import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({
    ...(options.profile && { profile: options.profile }),
    ...(options.region && { region: options.region }),
    ...(options.endpointUrl && { endpoint: options.endpointUrl }),
  });
  return { client, auditTableName, ledgerTableName, close: async () => client.destroy() };
}
