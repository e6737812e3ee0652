import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Condition, type Filter, usualValue } from './filter';

/** `summary` of an item, as it comes over the wire. */
export type WireSummary = Readonly<Record<string, AttributeValue>>;

/** Evaluates filters as DynamoDB does with the expression of `filterExpression`. */
export const matchesSummary = (summary: WireSummary, filters: readonly Filter[]): boolean =>
  filters.every(({ condition }) => condition === undefined || holds(condition, summary));

function holds(condition: Condition, summary: WireSummary): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.every((one) => holds(one, summary));
    case 'or':
      return condition.conditions.some((one) => holds(one, summary));
    case 'exists':
      return summary[condition.attribute] !== undefined;
    case 'isAbsent':
      return summary[condition.attribute] === undefined;
    case 'contains':
      return summary[condition.attribute]?.L?.some(({ S }) => S === condition.value) ?? false;
    case 'isOneOf': {
      const { attribute, values } = condition;
      const value = summary[attribute];
      const asked = value === undefined ? usualValue(attribute) : value.S;
      return asked !== undefined && values.includes(asked);
    }
  }
}
