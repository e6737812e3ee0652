import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { EXPIRES_AT } from '../../store/indexes';
import { type Condition, type Filter, usualValue } from './filter';

/** Longer lists of ARNs are only checked after reading: an expression holds 4 KB and 300 operators. */
const MAXIMUM_ALTERNATIVES = 10;

/** Expired items stay readable until DynamoDB deletes them. Needs `#expires` and `:now` (epoch seconds). */
export const NOT_EXPIRED = '(attribute_not_exists(#expires) OR #expires > :now)';

export interface FilterExpression {
  readonly FilterExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, AttributeValue>;
}

/** Filters as a DynamoDB expression. It also rejects entries that have expired at `now` (epoch seconds). */
export function filterExpression(filters: readonly Filter[], now: number): FilterExpression {
  const names: Record<string, string> = { '#expires': EXPIRES_AT };
  const values: Record<string, AttributeValue> = { ':now': { N: String(now) } };
  const path = (attribute: string) => {
    names['#summary'] = 'summary';
    names[`#${attribute}`] = attribute;
    return `#summary.#${attribute}`;
  };
  const operand = (value: string) => {
    const placeholder = `:f${Object.keys(values).length}`;
    values[placeholder] = { S: value };
    return placeholder;
  };

  const write = (condition: Condition): string => {
    switch (condition.kind) {
      case 'exists':
        return `attribute_exists(${path(condition.attribute)})`;
      case 'isAbsent':
        return `attribute_not_exists(${path(condition.attribute)})`;
      case 'contains':
        return `contains(${path(condition.attribute)},${operand(condition.value)})`;
      case 'isOneOf': {
        const where = path(condition.attribute);
        const usual = usualValue(condition.attribute);
        const written = condition.values.filter((value) => value !== usual);
        const terms = [
          ...(written.length < condition.values.length ? [`attribute_not_exists(${where})`] : []),
          ...(written.length > 0 ? [`${where} IN (${written.map(operand).join(',')})`] : []),
        ];
        return terms.length === 1 ? terms.join() : `(${terms.join(' OR ')})`;
      }
      default:
        return `(${condition.conditions.map(write).join(condition.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
  };

  const expressible = filters.flatMap(({ condition, rechecked }) => {
    const isLong = condition?.kind === 'or' && condition.conditions.length > MAXIMUM_ALTERNATIVES;
    return condition === undefined || (rechecked && isLong) ? [] : [condition];
  });
  return {
    FilterExpression: [NOT_EXPIRED, ...expressible.map(write)].join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}
