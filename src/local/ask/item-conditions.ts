import { KNOWN_TOUCHES, REPLICA_MAKERS } from '../../audit/touch-kind';
import { type AskedItem, isStoredAsGiven } from '../../query/item-key';
import { distinct } from '../../query/resolved-query';
import type { SqlParameters } from './sql-parameters';

/** The texts by which the column `itemKeys` holds the value of a key attribute that is asked for. */
export interface KeyTexts {
  readonly attribute: string;
  readonly texts: readonly string[];
}

/** The column holds numbers as text, so a row with these texts may be about another value, but no other row about this one. */
export const toKeyTexts = ({ key }: AskedItem): readonly KeyTexts[] =>
  Object.entries(key).map(([attribute, forms]) => ({
    attribute: attribute.toWellFormed(),
    texts: distinct(forms.map((form) => String(form).toWellFormed())),
  }));

/** A condition for rows of calls that may name the item. Their events say whether they do. */
export const mayName = (item: AskedItem) => (parameters: SqlParameters) => {
  // The values of a key are in several maps of the column if it has such names.
  if (!Object.keys(item.key).every(isStoredAsGiven)) return 'itemKeys IS NOT NULL';
  return `len(list_filter(itemKeys, lambda one: ${toKeyTexts(item)
    .map(({ attribute, texts }) => `one[${parameters.add(attribute)}] IN (${parameters.addAll(texts)})`)
    .join(' AND ')})) > 0`;
};

/** Conditions that sort the rows of an item's tables, by what the columns say of the item. */
export interface ItemConditions {
  /** The call can have touched the item, or its columns do not say that it cannot. */
  readonly isRelevant: string;
  /** Only its event says whether, and how. The columns say it of all others that are relevant. */
  readonly needsEvent: string;
}

/** Operations on one item, or on those of one partition. */
const ITEM_OPERATIONS = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'];

const ONE_TABLE = `len(list_filter(resources, lambda one: regexp_matches(one, ':table/[^/]+$'))) = 1`;

/** Makes these conditions. They agree with `readItemAccess` and `matchItem`. */
export function toItemConditions(item: AskedItem, parameters: SqlParameters): ItemConditions {
  const asked = toKeyTexts(item).map(({ attribute, texts }) => {
    const value = `one[${parameters.add(attribute)}]`;
    // A value may be that of another attribute whose name is stored alike.
    const isOther = isStoredAsGiven(attribute)
      ? `coalesce(${value} NOT IN (${parameters.addAll(texts)}), false)`
      : 'false';
    return { value, isOther };
  });
  const isOther = asked.map((one) => one.isOther).join(' OR ');
  const namesOnlyOthers = `(itemKeys IS NOT NULL AND len(list_filter(itemKeys, lambda one: NOT (${isOther}))) = 0)`;
  const hasNone = `len(list_filter(itemKeys, lambda one: ${asked.map(({ value }) => `${value} IS NULL`).join(' AND ')})) = len(itemKeys)`;
  const isOneOf = (names: readonly string[]) => `eventName IN (${parameters.addAll(names)})`;
  const [isKnown, isMaker] = [isOneOf(KNOWN_TOUCHES), isOneOf(REPLICA_MAKERS)];
  return {
    isRelevant: `service <> 'dax' AND (${isKnown} OR ${isMaker} OR plane = 'data') AND NOT ${namesOnlyOthers}`,
    needsEvent:
      `NOT ${isKnown} AND (plane <> 'data' OR (itemKeys IS NOT NULL AND ` +
      `NOT (${isOneOf(ITEM_OPERATIONS)} AND ${ONE_TABLE} AND ${hasNone})))`,
  };
}
