import { ACCOUNTS, type Call, dynamodbRequestId, REGIONS, writeEvent } from './envelope';
import type { Random } from './random';

const ARN = `arn:aws:dynamodb:${REGIONS[0]}:${ACCOUNTS[0]}`;
const table = (random: Random) => `app-table-${random.below(40)}`;

const description = (tableName: string, tableStatus: string) => ({
  tableDescription: {
    tableName,
    tableStatus,
    tableArn: `${ARN}:table/${tableName}`,
    tableId: '5e1f0000-0000-4000-8000-00000000beef',
    itemCount: 0,
    tableSizeBytes: 0,
    creationDateTime: 'Mar 1, 2026, 1:00:00 AM',
    keySchema: [
      { attributeName: 'pk', keyType: 'HASH' },
      { attributeName: 'sk', keyType: 'RANGE' },
    ],
    attributeDefinitions: [
      { attributeName: 'pk', attributeType: 'S' },
      { attributeName: 'sk', attributeType: 'S' },
    ],
    provisionedThroughput: { numberOfDecreasesToday: 0, readCapacityUnits: 0, writeCapacityUnits: 0 },
    billingModeSummary: { billingMode: 'PAY_PER_REQUEST' },
    deletionProtectionEnabled: true,
  },
});

type Control = Pick<Call, 'name' | 'readOnly' | 'request' | 'response'>;

/** Mostly what dashboards and deployments ask; a change now and then. */
const CALLS: readonly (readonly [weight: number, call: (name: string) => Control])[] = [
  [60, (tableName) => ({ name: 'DescribeTable', readOnly: true, request: { tableName } })],
  [20, () => ({ name: 'ListTables', readOnly: true, request: { limit: 100 } })],
  [
    12,
    (name) => ({
      name: 'ListTagsOfResource',
      readOnly: true,
      request: { resourceArn: `${ARN}:table/${name}` },
    }),
  ],
  [
    4,
    (tableName) => ({
      name: 'UpdateTable',
      readOnly: false,
      request: { tableName, deletionProtectionEnabled: true },
      response: description(tableName, 'UPDATING'),
    }),
  ],
  [
    2,
    (tableName) => ({
      name: 'CreateTable',
      readOnly: false,
      request: {
        tableName,
        billingMode: 'PAY_PER_REQUEST',
        keySchema: description(tableName, '').tableDescription.keySchema,
        attributeDefinitions: description(tableName, '').tableDescription.attributeDefinitions,
      },
      response: description(tableName, 'CREATING'),
    }),
  ],
  [
    2,
    (tableName) => ({
      name: 'DeleteTable',
      readOnly: false,
      request: { tableName },
      response: description(tableName, 'DELETING'),
    }),
  ],
];

/** Text of one control-plane record of DynamoDB. */
export function controlText(random: Random, index: number): string {
  const name = table(random);
  const call = random.weighted(CALLS)(name);
  const isOfTable = call.name !== 'ListTables';
  return writeEvent(
    random,
    {
      ...call,
      service: 'dynamodb',
      requestId: dynamodbRequestId(random),
      apiVersion: '2012-08-10',
      ...(isOfTable && {
        resources: [{ accountId: ACCOUNTS[0], type: 'AWS::DynamoDB::Table', ARN: `${ARN}:table/${name}` }],
      }),
    },
    ACCOUNTS[0],
    REGIONS[0],
    Math.floor(index / 200),
  );
}
