import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { LEDGER_KEYS } from '../store/indexes';
import { serviceFailure } from '../store/service-failure';
import { countsSchema } from './counts';

const KEY = { [LEDGER_KEYS.partition]: 'settings', [LEDGER_KEYS.sort]: 'reindex' };

const positionSchema = z.object({
  /** What is being done: the version, the settings and the range, as a hash. */
  run: z.string(),
  startedAt: z.string(),
  counts: countsSchema,
  /** Key of the last item that is done. */
  key: z.record(z.string(), z.object({ S: z.string() })),
});

/** How far a run has come. Kept in the ledger, so that a run that ended early goes on from there. */
export interface Position extends Omit<z.output<typeof positionSchema>, 'key'> {
  readonly key: Record<string, AttributeValue>;
}

/** Reads the position of this run; `undefined` if another run, or none, has left one. */
export async function readPosition(
  client: DynamoDBClient,
  TableName: string,
  run: string,
): Promise<Position | undefined> {
  const { Item } = await DynamoDBDocumentClient.from(client)
    .send(new GetCommand({ TableName, Key: KEY, ConsistentRead: true }))
    .catch(serviceFailure('Reading the position of reindex'));
  if (Item?.run !== run || typeof Item.position !== 'string') return undefined;
  return positionSchema.parse(JSON.parse(Item.position));
}

/** Writes the position, or, once a run is done, an empty one. */
export async function writePosition(
  client: DynamoDBClient,
  TableName: string,
  position: Position | undefined,
): Promise<void> {
  const Item = { ...KEY, ...(position && { run: position.run, position: JSON.stringify(position) }) };
  await DynamoDBDocumentClient.from(client)
    .send(new PutCommand({ TableName, Item }))
    .catch(serviceFailure('Writing the position of reindex'));
}
