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
import { localSettings } from './ingest/local-settings';

export const AUDIT_TABLE_NAME = 'audit';
export const LEDGER_TABLE_NAME = 'ledger';
/** dynalite ignores the Region, but the SDK requires one. */
export const REGION = 'local';

const CREATION_POLL_MILLISECONDS = 5;

/** Creates a client of an engine, with the secret as its access key ID. */
export const localClient = (endpoint: string, secret: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: secret, secretAccessKey: secret },
  });

/**
 * Creates both tables unless they exist in the layout of this version. The index coverage is recorded
 * last, so the next process completes a folder whose creation was interrupted.
 * @throws AuditTrailError `Configuration` when another version laid them out.
 */
export async function ensureTables(client: DynamoDBClient): Promise<void> {
  const coverage = await readCoverage(client);
  if (!coverage) {
    await createTable(client, auditTableDefinition(AUDIT_TABLE_NAME));
    await createTable(client, ledgerTableDefinition(LEDGER_TABLE_NAME));
  } else if (coverage.layoutVersion !== LAYOUT_VERSION) {
    throw new AuditTrailError(
      'Configuration',
      `The data folder has index layout ${coverage.layoutVersion}, but this ddb-audit reads layout ${LAYOUT_VERSION}. Ingest the log files into a new folder.`,
    );
  }
  await recordIndexCoverage(client, LEDGER_TABLE_NAME, localSettings(), new Date());
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

/** Creates a table, which another process may do at the same time. */
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
