import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item as DynamoDB sends it. */
export type RawItem = Record<string, AttributeValue>;
