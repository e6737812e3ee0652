import type { TimeRange } from '../time-range';
import type { FileCandidate } from './file-candidates';
import type { TableSpan } from './table-spans';

/** Read this range of the index. `isLast`: nothing of the index follows. */
export interface RangeStep {
  readonly range: TimeRange;
  readonly isLast?: true;
}

/** What comes next in reading the traffic of an index, in the order of the question. */
export type ReadStep =
  | RangeStep
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

/** A sort key that comes before those of all events of a second. */
export const beforeEvents = (time: string): string => `${time}#${'0'.repeat(16)}`;
