import { narrowRange, type Order, type TimeRange } from '../time-range';
import type { IndexEntry, WireItem } from './index-entry';
import type { ReadPartition } from './merge';
import { RangesAhead } from './ranges-ahead';
import type { ReadIndex } from './read-index';
import { beforeEvents, type RangeStep, type ReadSteps } from './read-steps';

/** Where reading a partition goes on. */
export interface StepPlace {
  readonly step: number;
  readonly key?: WireItem | undefined;
}

export interface StepOptions {
  readonly read: ReadIndex;
  readonly steps: ReadSteps;
  readonly range: TimeRange;
  readonly order: Order;
  /** Whether steps may be read before they have their turn. */
  readonly mayReadAhead: () => boolean;
}

/** Reads of the partitions of traffic only the steps, and changes whole: they are rare. */
export function stepReader({
  read,
  steps,
  range,
  order,
  mayReadAhead,
}: StepOptions): ReadPartition<IndexEntry, StepPlace> {
  const whole: RangeStep = { range, isLast: true };
  const ahead = new Map<string, RangesAhead>();
  const rangesOf = (partition: string): RangesAhead => {
    const known = ahead.get(partition);
    if (known) return known;
    const added = new RangesAhead(
      (step, limit) => read(partition, { limit, range: narrowRange(range, step.range) }),
      steps,
      mayReadAhead,
    );
    ahead.set(partition, added);
    return added;
  };
  return async (partition, { limit, after: { step: position, key } = { step: 0 } }) => {
    const isWhole = partition.startsWith('c|');
    const step = isWhole ? whole : await steps.step(position);
    const following = { step: position + 1 };
    if (step === undefined) return { entries: [], examined: 0 };
    if ('readTo' in step) {
      return { entries: [], examined: 0, next: { key: following, reached: beforeEvents(step.readTo) } };
    }
    const { next, ...page } =
      key === undefined && !isWhole
        ? await rangesOf(partition).read(position, step, limit)
        : await read(partition, {
            limit,
            range: narrowRange(range, step.range),
            ...(key && { after: key }),
          });
    if (next) return { ...page, next: { ...next, key: { step: position, key: next.key } } };
    if (step.isLast) return page;
    const end = order === 'desc' ? step.range.since : step.range.until;
    return { ...page, next: { key: following, reached: beforeEvents(end ?? '') } };
  };
}
