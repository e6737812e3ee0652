import { type EncodedItem, itemKey } from '../items/item';

/** The parts of an item that writing needs. */
export interface WritableItem extends Pick<EncodedItem, 'key' | 'jsonBytes'> {
  /** The item as DynamoDB JSON, as text or in UTF-8. */
  readonly json: string | Uint8Array;
}

/** DynamoDB's limits for one BatchWriteItem. */
export const MAXIMUM_BATCH_ITEMS = 25;
export const MAXIMUM_BATCH_BYTES = 16 * 2 ** 20;

const BEFORE_ITEM = '{"PutRequest":{"Item":';
const AFTER_ITEM = '}}';
const AFTER_ITEMS = ']}}';

/** Bytes of an item in a request. */
export const requestBytes = ({ jsonBytes }: WritableItem): number =>
  jsonBytes + BEFORE_ITEM.length + AFTER_ITEM.length + 1;

/**
 * Writes the body of a BatchWriteItem that puts these items, item by item: a string of the whole body would be
 * garbage at once.
 * @param memory used for the body if it is large enough
 */
export function batchBody(tableName: string, items: readonly WritableItem[], memory?: Buffer): Buffer {
  let before = `{"RequestItems":{${JSON.stringify(tableName)}:[${BEFORE_ITEM}`;
  let most = Buffer.byteLength(before) + AFTER_ITEMS.length;
  for (const item of items) most += requestBytes(item);
  const body = memory && memory.length >= most ? memory : Buffer.allocUnsafe(most);
  let length = 0;
  for (const { json } of items) {
    length += body.write(before, length);
    if (typeof json === 'string') length += body.write(json, length);
    else {
      body.set(json, length);
      length += json.length;
    }
    before = `${AFTER_ITEM},${BEFORE_ITEM}`;
  }
  length += body.write(AFTER_ITEM + AFTER_ITEMS, length);
  return body.subarray(0, length);
}

interface BatchAnswer {
  readonly UnprocessedItems?: Record<
    string,
    readonly { readonly PutRequest: { readonly Item: Record<string, { readonly S?: string }> } }[]
  >;
}

/** Names of a table's partition and sort key. */
export type KeyNames = readonly [partition: string, sort: string];

/** Keys of the items that DynamoDB did not process. */
export function unprocessedKeys(answer: BatchAnswer, [partition, sort]: KeyNames): Set<string> {
  const requests = Object.values(answer.UnprocessedItems ?? {}).flat();
  return new Set(
    requests.map(({ PutRequest: { Item } }) => itemKey(Item[partition]?.S ?? '', Item[sort]?.S ?? '')),
  );
}

/** Why, and where, DynamoDB throttled: the table or one of its indexes. */
export interface ThrottlingReason {
  /** Reason code, for example `IndexWriteKeyRangeThroughputExceeded`. */
  readonly reason: string;
  /** ARN of the table or index. */
  readonly resource: string;
}

interface ThrottlingDetails {
  readonly ThrottlingReasons?: readonly Partial<ThrottlingReason>[];
  readonly throttlingReasons?: readonly Partial<ThrottlingReason>[];
}

/** The reasons in a throttling error. DynamoDB spells the name of the list in two ways. */
export function throttlingReasons(error: unknown): ThrottlingReason[] {
  const { ThrottlingReasons, throttlingReasons } = error as ThrottlingDetails;
  return (ThrottlingReasons ?? throttlingReasons ?? []).map(({ reason = '', resource = '' }) => ({
    reason,
    resource,
  }));
}
