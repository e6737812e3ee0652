import {
  readDeployment,
  readSources,
  recordDeployment,
  recordSources,
} from '../../../src/store/ledger/deployment';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { createTables } from '../../support/tables';

describe('what the ledger knows of its deployment', () => {
  let dynamoDb: TestDynamoDb;
  let table: string;
  beforeAll(async () => {
    dynamoDb = await startDynamoDb();
    ({ ledger: table } = await createTables(dynamoDb.client));
  });
  afterAll(() => dynamoDb.stop());

  it('is nothing before a function recorded it, then what the last one recorded', async () => {
    await expect(readDeployment(dynamoDb.client, table)).resolves.toBeUndefined();
    for (const deployment of [{ IngestQueueUrl: 'one' }, { IngestQueueUrl: 'two' }]) {
      await recordDeployment(dynamoDb.client, table, deployment);
      await expect(readDeployment(dynamoDb.client, table)).resolves.toEqual(deployment);
    }
  });

  it('keeps the sources beside it', async () => {
    await expect(readSources(dynamoDb.client, table)).resolves.toBeUndefined();
    await recordDeployment(dynamoDb.client, table, { IngestQueueUrl: 'one' });
    await recordSources(dynamoDb.client, table, [{ bucketName: 'trail-logs' }]);
    await expect(readSources(dynamoDb.client, table)).resolves.toEqual([{ bucketName: 'trail-logs' }]);
    await expect(readDeployment(dynamoDb.client, table)).resolves.toEqual({ IngestQueueUrl: 'one' });
  });

  it('is not written again if it did not change', async () => {
    await recordDeployment(dynamoDb.client, table, {});
    const sent: unknown[] = [];
    dynamoDb.client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          sent.push(commandName);
          return next(args);
        },
      { step: 'initialize', name: 'sent' },
    );
    await recordDeployment(dynamoDb.client, table, {});
    dynamoDb.client.middlewareStack.remove('sent');
    expect(sent).toEqual(['GetItemCommand']);
  });
});
