import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item as DynamoDB sends it. */
export type RawItem = Record<string, AttributeValue>;

/** Parses an item as it is written, in which bytes are base64. */
export function parseRawItem(json: string): RawItem {
  const item = JSON.parse(json) as RawItem;
  for (const value of Object.values(item)) if (value.B) value.B = Buffer.from(String(value.B), 'base64');
  return item;
}
