import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { INDEX_NAMES, INDEXES } from '../../src/store/indexes';
import { startDynamoDb } from './dynamodb';
import { auditTableDefinition, ledgerTableDefinition } from './table-definitions';
import { createTables } from './tables';

describe('the audit table', () => {
  const { AttributeDefinitions, GlobalSecondaryIndexes, KeySchema } = auditTableDefinition('audit');
  const projected = GlobalSecondaryIndexes!.map((index) => index.Projection!.NonKeyAttributes!);

  it('has an index for each row of the index table', () => {
    expect(GlobalSecondaryIndexes!.map((index) => index.IndexName)).toEqual([...INDEX_NAMES]);
    expect(INDEXES.map((index) => index.name)).toEqual([...INDEX_NAMES]);
  });

  it('stays within 20 indexes, 20 projected attributes an index, 100 over all', () => {
    expect(GlobalSecondaryIndexes!.length).toBeLessThanOrEqual(20);
    for (const attributes of projected) expect(attributes.length).toBeLessThanOrEqual(20);
    expect(projected.flat().length).toBeLessThanOrEqual(100);
  });

  it('defines each key attribute once, and no other', () => {
    const keys = [KeySchema!, ...GlobalSecondaryIndexes!.map((index) => index.KeySchema!)].flat();
    const names = AttributeDefinitions!.map((definition) => definition.AttributeName);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(names)).toEqual(new Set(keys.map((key) => key.AttributeName)));
  });

  it('projects no key: DynamoDB refuses that', () => {
    const keys = new Set(AttributeDefinitions!.map((definition) => definition.AttributeName));
    for (const attribute of projected.flat()) expect(keys).not.toContain(attribute);
  });
});

it('both tables can be created', async () => {
  const { client, stop } = await startDynamoDb();
  try {
    const names = await createTables(client);
    for (const definition of [auditTableDefinition(names.audit), ledgerTableDefinition(names.ledger)]) {
      const command = new DescribeTableCommand({ TableName: definition.TableName });
      const { Table } = await client.send(command);
      expect(Table?.KeySchema).toEqual(definition.KeySchema);
    }
  } finally {
    await stop();
  }
});
