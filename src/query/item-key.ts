import * as z from 'zod';
import type { ItemAccess } from '../audit/item-access';
import type { ItemKey, KeyValue } from '../audit/item-key';
import type { TouchKind } from '../audit/touch-kind';

/** Maximum number of key attributes of a question: those of a table and of an index of it, and some more. */
const MAXIMUM_ATTRIBUTES = 8;
/** Maximum length of the name of a key attribute in DynamoDB. */
const MAXIMUM_NAME = 255;
/** Length of the longest value of a partition key in DynamoDB, 2,048 bytes, in base64. */
const MAXIMUM_VALUE = 2_732;

export const KEY_FORM =
  'Values of key attributes by name, such as `{"orderId":"42"}`. A call must name all of them for the same item. ' +
  'Text is compared exactly, numbers by value; a text that is a number matches both.';

/** Values of key attributes by name. The item must have all of them. */
export const itemKeySchema = z
  .record(
    z.string().min(1).max(MAXIMUM_NAME),
    z.union([z.string().max(MAXIMUM_VALUE), z.number(), z.boolean()], {
      error: 'must be a string, a number, or true or false',
    }),
  )
  .refine((key) => Object.keys(key).length > 0, 'must have at least one attribute')
  .refine(
    (key) => Object.keys(key).length <= MAXIMUM_ATTRIBUTES,
    `must have at most ${MAXIMUM_ATTRIBUTES} attributes`,
  )
  .describe(KEY_FORM);

/** The values by attribute, each with its forms in an event: any of them is the value. */
export type AskedKey = Readonly<Record<string, readonly KeyValue[]>>;

/** An item that is asked for. */
export interface AskedItem {
  /** ARNs of the tables that may hold it. */
  readonly tables: readonly string[];
  readonly key: AskedKey;
}

/** Stores hold names of attributes in well-formed text, so they cannot tell others apart. */
export const isStoredAsGiven = (name: string): boolean => name.isWellFormed() && !name.includes('\uFFFD');

/** A number as JSON writes it. `042` is none. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * The forms that values can have in an event. Whoever asks does not know the types of the attributes, and CloudTrail
 * may write a number as text, so a text and the number that it writes are asked alike.
 */
export const toAskedKey = (key: ItemKey): AskedKey =>
  Object.fromEntries(Object.entries(key).map(([attribute, value]) => [attribute, toForms(String(value))]));

function toForms(text: string): readonly KeyValue[] {
  if (NUMBER.test(text)) return [text, Number(text)];
  return text === 'true' || text === 'false' ? [text, text === 'true'] : [text];
}

/**
 * Whether an item that a call names is the one that is asked for. Undefined if no attribute differs, but one is
 * not logged: then the call can have touched the item.
 */
function isAskedItem(key: ItemKey, asked: AskedKey): boolean | undefined {
  let isWhole = true;
  for (const [attribute, forms] of Object.entries(asked)) {
    const value = Object.hasOwn(key, attribute) ? key[attribute] : undefined;
    if (value === undefined) isWhole = false;
    else if (!forms.includes(value)) return false;
  }
  return isWhole || undefined;
}

/** What a call has to do with the item that is asked for. */
export interface ItemMatch {
  readonly isNamed: boolean;
  /** How the call may have touched the item without naming it, each kind once. Empty if it names the item. */
  readonly kinds: readonly TouchKind[];
}

const NAMED: ItemMatch = { isNamed: true, kinds: [] };

/** Finds out what a call has to do with an item. A call that names only other items did not touch it. */
export function matchItem({ named, unnamed }: ItemAccess, { tables, key: asked }: AskedItem): ItemMatch {
  const kinds = new Set<TouchKind>();
  for (const { table, key, otherwise } of named) {
    if (!tables.includes(table)) continue;
    const isAsked = isAskedItem(key, asked);
    if (isAsked) return NAMED;
    if (isAsked === undefined) kinds.add(otherwise);
  }
  for (const { table, kind } of unnamed) if (tables.includes(table)) kinds.add(kind);
  return { isNamed: false, kinds: [...kinds] };
}
