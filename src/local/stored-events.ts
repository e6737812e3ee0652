import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EVENT_ID } from '../store/indexes';
import { serviceFailure } from '../store/service-failure';

/** Creates a function that tells whether the audit table has an event with an id. */
export const createIsStored =
  (client: DynamoDBClient, auditTableName: string) =>
  async (eventId: string): Promise<boolean> => {
    const command = new QueryCommand({
      TableName: auditTableName,
      KeyConditionExpression: '#id = :id',
      ExpressionAttributeNames: { '#id': EVENT_ID },
      ExpressionAttributeValues: { ':id': { S: eventId } },
      Select: 'COUNT',
      Limit: 1,
    });
    const { Count } = await client.send(command).catch(serviceFailure(`Query of ${auditTableName}`));
    return Count === 1;
  };
