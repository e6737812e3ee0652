import { narrowRange, type Order, type TimeRange } from '../time-range';
import type { FileCandidate } from './file-candidates';
import type { IndexEntry, WireItem } from './index-entry';
import type { ReadPartition } from './merge';
import type { ReadIndex } from './read-index';
import type { TableSpan } from './table-spans';

/** What comes next in reading the traffic of an index, in the order of the question. */
export type ReadStep =
  /** Read this range of the index. `isLast`: nothing of the index follows. */
  | { readonly range: TimeRange; readonly isLast?: true }
  /** Everything up to this time was either read or need not be, once these log files and seconds of tables are read. */
  | {
      readonly readTo: string;
      readonly files: readonly FileCandidate[];
      readonly spans?: readonly TableSpan[];
    };

/** The parts of the traffic of an index that are read, and the log files. */
export interface ReadSteps {
  /** The step at a position, from 0. Undefined after the last. */
  step(position: number): Promise<ReadStep | undefined>;
}

/** Where reading a partition goes on. */
export interface StepPlace {
  readonly step: number;
  readonly key?: WireItem | undefined;
}

/** A sort key that comes before those of all events of a second. */
export const beforeEvents = (time: string): string => `${time}#${'0'.repeat(16)}`;

/** Reads of the partitions of traffic only the steps, and changes whole: they are rare. */
export function stepReader(
  read: ReadIndex,
  steps: ReadSteps,
  range: TimeRange,
  order: Order,
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
    const end = order === 'desc' ? step.range.since : step.range.until;
    return { ...page, next: { key: following, reached: beforeEvents(end ?? '') } };
  };
}
