/**
 * Deletes events from the audit table: their items and link items, and with them their index entries. Takes one
 * event id a line. This cannot be undone, except from the log files.
 *
 *   node delete-records.mjs AUDIT_TABLE < event-ids.txt
 */
import { createInterface } from 'node:readline';
import { DeleteItemCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';

const [TableName] = process.argv.slice(2);
if (!TableName) {
  console.error('Name a table: node delete-records.mjs AUDIT_TABLE < event-ids.txt');
  process.exit(2);
}

const client = new DynamoDBClient({});

/** Keys of everything that is stored of an event. */
async function* keysOf(eventId) {
  let ExclusiveStartKey;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'eventId = :id',
        ExpressionAttributeValues: { ':id': { S: eventId } },
        ProjectionExpression: 'eventId, part',
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    );
    yield* page.Items ?? [];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

let events = 0;
let items = 0;
const absent = [];
for await (const line of createInterface({ input: process.stdin })) {
  const eventId = line.trim();
  if (eventId === '') continue;
  let found = 0;
  for await (const Key of keysOf(eventId)) {
    await client.send(new DeleteItemCommand({ TableName, Key }));
    found += 1;
  }
  if (found === 0) absent.push(eventId);
  else events += 1;
  items += found;
}
console.log(`Deleted ${items} items of ${events} events.`);
if (absent.length > 0) {
  console.error(`${absent.length} events are not in ${TableName}, for example ${absent[0]}.`);
  process.exitCode = 1;
}
