import type { ReadCost } from './read-cost';
import type { TimeRange } from './time-range';

/** What was read for a page, so that an empty one can be told from one that covers little. */
export interface Searched extends TimeRange {
  /** The index that was read; `segments` in a data folder. */
  readonly index: string;
  /** Number of entries looked at, including those that a filter rejected. */
  readonly entries: number;
  /** DynamoDB read units that this took, about. Absent in a data folder, and where it was not measured. */
  readonly readUnits?: number;
  /** Number of log files that were read, and their uncompressed bytes. Absent if there were none. */
  readonly files?: number;
  readonly fileBytes?: number;
  /**
   * Number of log files that the next page reads at most, if this one ended because it may read none. Absent if it ended
   * for another reason.
   */
  readonly nextFiles?: number;
}

export const toSearched = (
  range: TimeRange,
  index: string,
  { entries, readUnits, files, fileBytes, nextFiles }: ReadCost,
): Searched => ({
  ...range,
  index,
  entries,
  ...(readUnits !== undefined && { readUnits }),
  ...(files && { files, fileBytes: fileBytes ?? 0 }),
  ...(nextFiles !== undefined && { nextFiles }),
});
