import { type EncodedItem, itemKey } from './item';

/** What writing needs of an item. */
export type WritableItem = Pick<EncodedItem, 'key' | 'json' | 'jsonBytes'>;

/** DynamoDB's limits of one BatchWriteItem. */
export const MAXIMUM_BATCH_ITEMS = 25;
export const MAXIMUM_BATCH_BYTES = 16 * 2 ** 20;

const BEFORE_ITEM = '{"PutRequest":{"Item":';
const AFTER_ITEM = '}}';

/** What an item takes of a request. */
export const requestBytes = ({ jsonBytes }: WritableItem): number =>
  jsonBytes + BEFORE_ITEM.length + AFTER_ITEM.length + 1;

/** The body of a BatchWriteItem that puts these items. */
export const batchBody = (tableName: string, items: readonly WritableItem[]): string =>
  `{"RequestItems":{${JSON.stringify(tableName)}:[${items.map(({ json }) => BEFORE_ITEM + json + AFTER_ITEM).join(',')}]}}`;

interface BatchAnswer {
  readonly UnprocessedItems?: Record<
    string,
    readonly { readonly PutRequest: { readonly Item: Record<string, { readonly S?: string }> } }[]
  >;
}

/** Names of a table's partition and sort key. */
export type KeyNames = readonly [partition: string, sort: string];

/** Keys of the items that DynamoDB did not take. */
export function unprocessedKeys(answer: BatchAnswer, [partition, sort]: KeyNames): Set<string> {
  const requests = Object.values(answer.UnprocessedItems ?? {}).flat();
  return new Set(
    requests.map(({ PutRequest: { Item } }) => itemKey(Item[partition]?.S ?? '', Item[sort]?.S ?? '')),
  );
}

/** Why, and where, DynamoDB throttled: the table or one of its indexes. */
export interface ThrottlingReason {
  /** DynamoDB's word, for example `IndexWriteKeyRangeThroughputExceeded`. */
  readonly reason: string;
  /** ARN of the table or index. */
  readonly resource: string;
}

interface ThrottlingDetails {
  readonly ThrottlingReasons?: readonly Partial<ThrottlingReason>[];
  readonly throttlingReasons?: readonly Partial<ThrottlingReason>[];
}

/** The reasons that a throttling error gives; DynamoDB spells the list in two ways. */
export function throttlingReasons(error: unknown): ThrottlingReason[] {
  const { ThrottlingReasons, throttlingReasons } = error as ThrottlingDetails;
  return (ThrottlingReasons ?? throttlingReasons ?? []).map(({ reason = '', resource = '' }) => ({
    reason,
    resource,
  }));
}
