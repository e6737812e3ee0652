import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { EncodedItem, StoredItem } from '../../src/store/items/item';
import type { WireItem } from './dynamodb-cost';

/** An encoded item as an SDK client would give it back: the JSON parsed, binaries decoded. */
export function toAttributes({ json }: Pick<EncodedItem, 'json'>): Record<string, AttributeValue> {
  const item = JSON.parse(json);
  if (item.original) item.original = { B: Buffer.from(item.original.B, 'base64') };
  return item;
}

/** An encoded item as the document client would return it. */
export const toStoredItem = (item: Pick<EncodedItem, 'json'>): StoredItem => unmarshall(toAttributes(item));

/** An encoded item as it goes over the wire. */
export const toWireItem = ({ json }: EncodedItem): WireItem => JSON.parse(json);
