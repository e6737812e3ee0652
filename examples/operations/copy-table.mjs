/**
 * Copies the items of a restored table into the table of a deployment. Items that are there are replaced by
 * themselves, so run it again after an interruption.
 *
 *   node copy-table.mjs RESTORED_TABLE AUDIT_TABLE
 */
import { BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';

const SEGMENTS = 8;
const MAXIMUM_WAIT_MS = 5_000;

const [from, to] = process.argv.slice(2);
if (!from || !to) {
  console.error('Name two tables: node copy-table.mjs RESTORED_TABLE AUDIT_TABLE');
  process.exit(2);
}

const client = new DynamoDBClient({});
let copied = 0;

async function write(items) {
  let requests = items.map((Item) => ({ PutRequest: { Item } }));
  for (let wait = 50; requests.length > 0; wait = Math.min(wait * 2, MAXIMUM_WAIT_MS)) {
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [to]: requests } }),
    );
    requests = UnprocessedItems?.[to] ?? [];
    if (requests.length > 0) await new Promise((resume) => setTimeout(resume, wait * Math.random()));
  }
  copied += items.length;
}

async function copySegment(Segment) {
  let ExclusiveStartKey;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: from, Segment, TotalSegments: SEGMENTS, ExclusiveStartKey }),
    );
    const items = page.Items ?? [];
    for (let start = 0; start < items.length; start += 25) await write(items.slice(start, start + 25));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

await Promise.all(Array.from({ length: SEGMENTS }, (_, segment) => copySegment(segment)));
console.log(`Copied ${copied} items from ${from} to ${to}.`);
