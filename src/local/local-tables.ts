import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { AuditTrailError } from '../errors';
import { LAYOUT_VERSION } from '../store/indexes';
import { readIndexCoverage, recordIndexCoverage } from '../store/ledger/index-coverage';
import { auditTableDefinition, ledgerTableDefinition } from '../store/table-definitions';
import { localSettings } from './local-settings';

export const AUDIT_TABLE_NAME = 'audit';
export const LEDGER_TABLE_NAME = 'ledger';
/** dynalite does not care; the SDK wants one. */
export const REGION = 'local';

const CREATION_POLL_MILLISECONDS = 5;

/** A client of the engine at an endpoint that takes the secret as its access key id. */
export const localClient = (endpoint: string, secret: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: secret, secretAccessKey: secret },
  });

/**
 * Sees to it that both tables are there, laid out as this version reads them. What is recorded last
 * says that all is done, so a folder whose making was cut short is completed by the next process.
 * @throws AuditTrailError `Configuration` when another version laid them out.
 */
export async function ensureTables(client: DynamoDBClient): Promise<void> {
  const coverage = await readCoverage(client);
  if (!coverage) {
    await createTable(client, auditTableDefinition(AUDIT_TABLE_NAME));
    await createTable(client, ledgerTableDefinition(LEDGER_TABLE_NAME));
    await recordIndexCoverage(client, LEDGER_TABLE_NAME, localSettings(), new Date());
  } else if (coverage.layoutVersion !== LAYOUT_VERSION) {
    throw new AuditTrailError(
      'Configuration',
      `The data folder has index layout ${coverage.layoutVersion}, and this ddb-audit reads layout ${LAYOUT_VERSION}. Ingest the log files into a new folder.`,
    );
  }
}

async function readCoverage(client: DynamoDBClient) {
  try {
    return await readIndexCoverage(client, LEDGER_TABLE_NAME);
  } catch (error) {
    if (isOrComesFrom(error, ResourceNotFoundException)) return undefined;
    throw error;
  }
}

const isOrComesFrom = (error: unknown, kind: abstract new (...args: never[]) => Error): boolean =>
  error instanceof kind || (error instanceof Error && error.cause instanceof kind);

/** Another process may create it at the same time. */
async function createTable(client: DynamoDBClient, definition: CreateTableCommandInput): Promise<void> {
  try {
    await client.send(new CreateTableCommand(definition));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  const TableName = definition.TableName;
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
    await sleep(CREATION_POLL_MILLISECONDS);
  }
}
