import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AuditTrailError } from '../../errors';
import {
  type DeploymentName,
  type DeploymentNames,
  pickDeploymentNames,
} from '../../settings/deployment-names';
import { ENVIRONMENT } from '../../settings/environment';
import type { Io } from '../output/io';
import type { PlaceOptions } from './options';
import { readStack } from './stack';

/** What a deployment consists of, as far as it is known. */
export interface Deployment {
  /** Where the names were found, for messages, such as `Stack Audit`. */
  readonly foundIn: string;
  readonly names: DeploymentNames;
}

/** The tables of an audit, and where the rest of its deployment is known from. */
export interface DeployedTables {
  readonly tableName: string;
  readonly ledgerTableName: string;
  /** Set if a stack was named. Otherwise the ledger knows it. */
  readonly deployment?: Deployment;
}

const usage = (message: string) => new AuditTrailError('InvalidArgument', message);

/**
 * Finds the tables that the options or the environment name, by their own names or by that of their stack. Options
 * win over the environment.
 * @param others options of the command that name an audit in another way, such as `--local DIR`; the error for none names them
 * @throws AuditTrailError `InvalidArgument` if they name none, or both a stack and tables; as `readStack`
 */
export async function findTables(
  io: Io,
  options: PlaceOptions,
  others: readonly string[] = [],
): Promise<DeployedTables> {
  const namesTables = options.tableName !== undefined || options.ledgerTableName !== undefined;
  if (options.stack !== undefined) {
    if (namesTables) throw usage('Specify either --stack, or --table-name and --ledger-table-name.');
    return findInStack(io, options, options.stack);
  }
  const tableName = options.tableName ?? io.env[ENVIRONMENT.auditTableName];
  const ledgerTableName = options.ledgerTableName ?? io.env[ENVIRONMENT.ledgerTableName];
  if (tableName && ledgerTableName) return { tableName, ledgerTableName };
  const stack = io.env[ENVIRONMENT.stackName];
  if (stack && !namesTables) return findInStack(io, options, stack);
  const places = [...others, '--stack NAME'].join(', ');
  throw usage(`Specify ${places}, or --table-name and --ledger-table-name.`);
}

async function findInStack(io: Io, options: PlaceOptions, stack: string): Promise<DeployedTables> {
  const deployment = { foundIn: `Stack ${stack}`, names: await readStack(io, options, stack) };
  return {
    tableName: requireName(deployment, 'AuditTableName'),
    ledgerTableName: requireName(deployment, 'LedgerTableName'),
    deployment,
  };
}

/**
 * Reads what the functions have recorded in the ledger. The names are empty if they have recorded nothing.
 * @throws AuditTrailError `ServiceFailed`
 */
export async function readLedgerDeployment(
  client: DynamoDBClient,
  ledgerTableName: string,
  signal: AbortSignal,
): Promise<Deployment> {
  const { readDeployment, readSources } = await import('../../store/ledger/deployment');
  const [names, sources] = await Promise.all([
    readDeployment(client, ledgerTableName, signal),
    readSources(client, ledgerTableName, signal),
  ]);
  return {
    foundIn: `Ledger table ${ledgerTableName}`,
    names: {
      ...pickDeploymentNames(names),
      ...(sources !== undefined && { Sources: JSON.stringify(sources) }),
    },
  };
}

/**
 * A name that a command needs, such as the URL of a queue.
 * @throws AuditTrailError `Configuration` if the deployment is of a version that did not know it
 */
export function requireName({ foundIn, names }: Deployment, name: DeploymentName): string {
  const value = names[name];
  if (value !== undefined) return value;
  throw new AuditTrailError(
    'Configuration',
    `${foundIn} does not name ${name}. An older version was deployed. Deploy the stack again with this version` +
      (foundIn.startsWith('Ledger') ? ', or specify --stack NAME.' : '.'),
  );
}
