import type { Dimension } from '../dimensions';
import type { ValueCounter } from '../value-counter';
import type { CountedValues } from '../value-counts';

/** Values of some properties that were counted together. */
export interface Counted extends Omit<CountedValues, 'by' | 'buckets'> {
  readonly counter: ValueCounter;
  readonly notices: readonly string[];
}

export const isWhole = ({ countedSince, incomplete }: Counted): boolean =>
  countedSince === undefined && incomplete === undefined;

/** Whether counts say more than others: of more kinds of records, or of more time. */
export function isBetter(one: Counted, other: Counted | undefined): boolean {
  if (!other) return true;
  if ((one.incomplete === undefined) !== (other.incomplete === undefined))
    return one.incomplete === undefined;
  return (one.countedSince ?? '') < (other.countedSince ?? '');
}

export function toCountedValues(by: Dimension, counted: Counted): CountedValues {
  const { counter, notices, ...values } = counted;
  return { by, buckets: counter.toBuckets(by), ...values };
}
