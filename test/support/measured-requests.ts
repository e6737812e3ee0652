import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

interface Consumed {
  readonly CapacityUnits?: number;
}

/** What a client asks for, and what the engine says that it costs. */
export interface MeasuredRequests {
  /** Names of the requests, in order: `Query`. */
  names(): readonly string[];
  readUnits(): number;
  writeUnits(): number;
  clear(): void;
}

const WRITES: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

/** Measures all requests of a client from now on. */
export function measureRequests(client: DynamoDBClient): MeasuredRequests {
  const requests: { name: string; units: number }[] = [];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const result = await next(args);
        const { ConsumedCapacity } = result.output as { ConsumedCapacity?: Consumed };
        requests.push({
          name: commandName.replace(/Command$/, ''),
          units: ConsumedCapacity?.CapacityUnits ?? 0,
        });
        return result;
      },
    { step: 'initialize' },
  );
  const sum = (isWrite: boolean) =>
    requests
      .filter(({ name }) => WRITES.has(name) === isWrite)
      .reduce((total, { units }) => total + units, 0);
  return {
    names: () => requests.map(({ name }) => name),
    readUnits: () => sum(false),
    writeUnits: () => sum(true),
    clear: () => requests.splice(0),
  };
}
