import type { CreateTableCommandInput, KeySchemaElement } from '@aws-sdk/client-dynamodb';
import {
  EVENT_ID,
  INDEXES,
  LEDGER_KEYS,
  OCCURRED,
  PART,
  PROJECTED_ATTRIBUTES,
} from '../../src/store/indexes';

const keys = (partition: string, sort: string): KeySchemaElement[] => [
  { AttributeName: partition, KeyType: 'HASH' },
  { AttributeName: sort, KeyType: 'RANGE' },
];

const strings = (names: readonly string[]) =>
  names.map((name) => ({ AttributeName: name, AttributeType: 'S' as const }));

/**
 * The audit table, which holds only events. Time to live cannot be set when a table is created: enable it on
 * `expiresAt` afterwards.
 */
export const auditTableDefinition = (tableName: string): CreateTableCommandInput => ({
  TableName: tableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: keys(EVENT_ID, PART),
  AttributeDefinitions: strings([EVENT_ID, PART, OCCURRED, ...INDEXES.map((index) => index.name)]),
  GlobalSecondaryIndexes: INDEXES.map((index) => ({
    IndexName: index.name,
    KeySchema: keys(index.name, OCCURRED),
    Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...PROJECTED_ATTRIBUTES] },
  })),
});

/** The ledger table: log files, index settings, and the directory. */
export const ledgerTableDefinition = (tableName: string): CreateTableCommandInput => ({
  TableName: tableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: keys(LEDGER_KEYS.partition, LEDGER_KEYS.sort),
  AttributeDefinitions: strings(Object.values(LEDGER_KEYS)),
});
