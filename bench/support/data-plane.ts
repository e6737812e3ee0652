import { type Call, dynamodbRequestId } from './envelope';
import type { Random } from './random';

/**
 * What the data plane of DynamoDB looks like: the assumption behind every number about data events.
 * No public source counts real calls, so shares of operations and failures are a guess that a busy web
 * application would not be far from. How often a call names several tables is how often calls in public
 * source code do (405 places, November 2026). The cost bench varies both to show what depends on them.
 */
export interface DataPlaneMix {
  /** Share of each operation in all calls. */
  readonly operations: Readonly<Record<DataOperation, number>>;
  /** Of the calls that may name several tables: share that does. */
  readonly multiTable: Readonly<Record<MultiTableOperation, number>>;
  /** Of the calls that write: share whose condition did not hold. */
  readonly conditionFailed: number;
  /** Of all calls: shares that were throttled and denied. */
  readonly throttled: number;
  readonly denied: number;
  /** How many tables there are; the first is called half of the time, as hot tables are. */
  readonly tables: number;
}

export type DataOperation =
  | 'GetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'TransactWriteItems'
  | 'TransactGetItems'
  | 'DeleteItem'
  | 'Scan'
  | 'ExecuteStatement'
  | 'GetRecords';

export type MultiTableOperation =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'TransactGetItems'
  | 'TransactWriteItems';

/** Tables of the calls that name several, as found in the same places. */
const TABLES_OF_SEVERAL: readonly [weight: number, tables: number][] = [
  [30, 2],
  [8, 3],
  [1, 5],
];

export const DATA_PLANE_MIX: DataPlaneMix = {
  operations: {
    GetItem: 0.4,
    Query: 0.24,
    PutItem: 0.11,
    UpdateItem: 0.1,
    BatchGetItem: 0.03,
    BatchWriteItem: 0.03,
    TransactWriteItems: 0.02,
    TransactGetItems: 0.01,
    DeleteItem: 0.02,
    Scan: 0.01,
    ExecuteStatement: 0.01,
    GetRecords: 0.02,
  },
  multiTable: {
    BatchGetItem: 0.03, // 3 of 94 places
    BatchWriteItem: 0.02, // 2 of 104
    TransactGetItems: 0.12, // 3 of 24
    TransactWriteItems: 0.24, // 34 of 140
  },
  conditionFailed: 0.02,
  throttled: 0.005,
  denied: 0.002,
  tables: 40,
};

const READS: ReadonlySet<DataOperation> = new Set([
  'GetItem',
  'Query',
  'BatchGetItem',
  'TransactGetItems',
  'Scan',
  'GetRecords',
]);

/**
 * One data event of DynamoDB or DynamoDB Streams.
 * @param table number of its first table. Default: as `mix` says.
 */
export function dataCall(
  random: Random,
  account: string,
  region: string,
  mix = DATA_PLANE_MIX,
  table?: number,
): Call {
  const operation = random.weighted(
    (Object.entries(mix.operations) as [DataOperation, number][]).map(([name, share]) => [share, name]),
  );
  const multiTable = (mix.multiTable as Partial<Record<DataOperation, number>>)[operation] ?? 0;
  const several = random.chance(multiTable) ? random.weighted(TABLES_OF_SEVERAL) : 1;
  const first = table ?? (random.chance(0.5) ? 0 : random.below(mix.tables));
  const tables = Array.from({ length: several }, (_, n) => `app-table-${(first + n) % mix.tables}`);
  const toArn = (table: string) => `arn:aws:dynamodb:${region}:${account}:table/${table}`;
  const error = pickError(random, operation, mix, toArn(tables[0]!));
  return {
    service: 'dynamodb',
    name: operation,
    readOnly: READS.has(operation),
    data: true,
    request: REQUESTS[operation](random, tables, toArn),
    requestId: dynamodbRequestId(random),
    apiVersion: '2012-08-10',
    resources: tables.map((table) => ({
      accountId: account,
      type: 'AWS::DynamoDB::Table',
      ARN: toArn(table),
    })),
    ...(error && { error }),
  };
}

function pickError(random: Random, operation: DataOperation, mix: DataPlaneMix, arn: string): Call['error'] {
  if (random.chance(mix.throttled)) {
    return [
      'ProvisionedThroughputExceededException',
      'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
    ];
  }
  if (random.chance(mix.denied)) {
    return [
      'AccessDenied',
      `User: arn:aws:sts::111122223333:assumed-role/web/x is not authorized to perform: dynamodb:${operation} on resource: ${arn} because no identity-based policy allows the dynamodb:${operation} action`,
    ];
  }
  if (!READS.has(operation) && random.chance(mix.conditionFailed)) {
    return operation === 'TransactWriteItems'
      ? [
          'TransactionCanceledException',
          'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
        ]
      : ['ConditionalCheckFailedException', 'The conditional request failed'];
  }
  return undefined;
}

type Request = (random: Random, tables: string[], toArn: (table: string) => string) => unknown;
const key = (random: Random) => ({ pk: `customer#${random.uuid()}`, sk: `order#${random.below(1_000_000)}` });
const ATTRIBUTES = ['pk', 'sk', 'status', 'amount', 'currency', 'updatedAt', 'items'];

const REQUESTS: Readonly<Record<DataOperation, Request>> = {
  GetItem: (random, [tableName]) => ({ tableName, key: key(random), consistentRead: random.chance(0.2) }),
  Query: (random, [tableName]) => ({
    tableName,
    key: { pk: `customer#${random.uuid()}` },
    ...(random.chance(0.3) && { indexName: 'by-status' }),
    keyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
    expressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
    limit: 50,
    scanIndexForward: random.chance(0.5),
  }),
  PutItem: (random, [tableName]) => ({ tableName, key: key(random), items: ATTRIBUTES }),
  UpdateItem: (random, [tableName]) => ({
    tableName,
    key: key(random),
    updateExpression: 'SET #status = :status, updatedAt = :now ADD version :one',
    conditionExpression: 'version = :expected',
    expressionAttributeNames: { '#status': 'status' },
    returnValues: 'ALL_NEW',
  }),
  BatchGetItem: (random, tables) => ({
    requestItems: Object.fromEntries(
      tables.map((table) => [table, { keys: Array.from({ length: 4 }, () => key(random)) }]),
    ),
  }),
  BatchWriteItem: (random, tables) => ({
    requestItems: Object.fromEntries(
      tables.map((table) => [
        table,
        Array.from({ length: 4 }, () => ({ putRequest: { key: key(random), items: ATTRIBUTES } })),
      ]),
    ),
  }),
  TransactWriteItems: (random, tables) => ({
    requestItems: tables.map((tableName) => ({
      operation: random.pick(['Put', 'Update', 'ConditionCheck']),
      tableName,
      key: key(random),
      conditionExpression: 'attribute_exists(pk)',
    })),
  }),
  TransactGetItems: (random, tables) => ({
    requestItems: tables.map((tableName) => ({ operation: 'Get', tableName, key: key(random) })),
  }),
  DeleteItem: (random, [tableName]) => ({ tableName, key: key(random) }),
  Scan: (_, [tableName]) => ({ tableName, limit: 100, filterExpression: 'amount > :minimum' }),
  ExecuteStatement: (_, [tableName]) => ({
    statement: `SELECT * FROM "${tableName}" WHERE pk = '***(Redacted)'`,
  }),
  GetRecords: (random, [table], toArn) => ({
    shardIterator: `${toArn(table!)}/stream/2026-01-01T00:00:00.000|1|${random.text(200, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')}`,
    limit: 1000,
  }),
};
