/**
 * How the records of one file were handled: `read` is the sum of `otherServices`, `excluded`, `duplicates`, `audited` and
 * `rejected`, and `audited` is the sum of `recorded` and `summarized`.
 */
export interface FileCounts {
  read: number;
  otherServices: number;
  excluded: number;
  duplicates: number;
  audited: number;
  rejected: number;
  /** Audited events that the file gave a record of their own. */
  recorded: number;
  /** Audited events of which only activity entries say something. A record of them may come from another file. */
  summarized: number;
}

/** The counts of a file without records, and of one that failed. */
export const nothingCounted = (): FileCounts => ({
  read: 0,
  otherServices: 0,
  excluded: 0,
  duplicates: 0,
  audited: 0,
  rejected: 0,
  recorded: 0,
  summarized: 0,
});

/** Their names, in the order in which they are written. */
export const COUNT_NAMES = Object.keys(nothingCounted()) as (keyof FileCounts)[];

/** Adds counts to a sum. */
export function addCounts(sum: FileCounts, counts: Readonly<FileCounts>): void {
  for (const name of COUNT_NAMES) sum[name] += counts[name];
}

/** Number of records that were read and not handled, and of audited ones that are nowhere: 0 without an error of this program. */
export const countUnaccounted = (counts: Readonly<FileCounts>): number => {
  const { read, otherServices, excluded, duplicates, audited, recorded, summarized, rejected } = counts;
  const handled = otherServices + excluded + duplicates + audited + rejected;
  return read - handled || audited - recorded - summarized;
};
