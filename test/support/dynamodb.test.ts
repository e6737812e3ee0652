import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from './dynamodb';

describe('startDynamoDb', () => {
  it('answers over HTTP until stopped', async () => {
    const dynamoDb = await startDynamoDb();
    try {
      await expect(dynamoDb.client.send(new ListTablesCommand({}))).resolves.toMatchObject({
        TableNames: [],
      });
    } finally {
      await dynamoDb.stop();
    }
  });
});
