import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand, DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { auditTableDefinition, ledgerTableDefinition } from './table-definitions';

/** Creates both tables under names of their own, and waits until they can be used. */
export async function createTables(client: DynamoDBClient): Promise<{ audit: string; ledger: string }> {
  const names = { audit: `audit-${randomUUID()}`, ledger: `ledger-${randomUUID()}` };
  for (const definition of [auditTableDefinition(names.audit), ledgerTableDefinition(names.ledger)]) {
    await client.send(new CreateTableCommand(definition));
    const describe = new DescribeTableCommand({ TableName: definition.TableName });
    while ((await client.send(describe)).Table?.TableStatus !== 'ACTIVE') await sleep(1);
  }
  return names;
}
