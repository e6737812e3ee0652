import { narrowRange, type TimeRange } from '../time-range';
import type { IndexEntry, WireItem } from './index-entry';
import type { ReadPartition } from './merge';
import type { ReadIndex } from './read-index';

/** What comes next in reading the traffic of an index, newest first. */
export type ReadStep =
  /** Read this range. `isLast`: nothing follows. */
  | { readonly range: TimeRange; readonly isLast?: true }
  /** Everything from this time on was either read or need not be. */
  | { readonly readTo: string };

/** The parts of the traffic of an index that are read. */
export interface ReadSteps {
  /** The step at a position, from 0. Undefined after the last. */
  step(position: number): Promise<ReadStep | undefined>;
}

/** Where reading a partition goes on. */
export interface StepPlace {
  readonly step: number;
  readonly key?: WireItem;
}

/** A sort key that comes before those of all events of a second. */
const beforeEvents = (time: string): string => `${time}#${'0'.repeat(16)}`;

/** Reads of the partitions of traffic only the steps, newest first, and changes whole: they are rare. */
export function stepReader(
  read: ReadIndex,
  steps: ReadSteps,
  range: TimeRange,
): ReadPartition<IndexEntry, StepPlace> {
  const whole: ReadStep = { range, isLast: true };
  return async (partition, { limit, after: { step: position, key } = { step: 0 } }) => {
    const step = partition.startsWith('c|') ? whole : await steps.step(position);
    const following = { step: position + 1 };
    if (step === undefined) return { entries: [], examined: 0 };
    if ('readTo' in step) {
      return { entries: [], examined: 0, next: { key: following, reached: beforeEvents(step.readTo) } };
    }
    const { next, ...page } = await read(partition, {
      limit,
      range: narrowRange(range, step.range),
      ...(key && { after: key }),
    });
    if (next) return { ...page, next: { ...next, key: { step: position, key: next.key } } };
    if (step.isLast) return page;
    return { ...page, next: { key: following, reached: beforeEvents(step.range.since ?? '') } };
  };
}
