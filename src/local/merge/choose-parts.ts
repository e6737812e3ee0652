/** How many files of a size may lie side by side before they are merged. */
interface Tier {
  /** Files that weigh less than this many rows belong to it. */
  readonly rows: number;
  readonly files: number;
}

/** Segments that weigh as many usual rows are never merged. */
export const LARGE_SEGMENT = 16_384;

/** Small files cost every question time, and merging costs each event about half of its ingest. */
const SEGMENT_TIERS: readonly Tier[] = [
  { rows: 4_096, files: 16 },
  { rows: LARGE_SEGMENT, files: 64 },
];
/** A merged part of the ledger that is one of several has more rows than these. */
const LEDGER_TIERS: readonly Tier[] = [
  { rows: 1_024, files: 16 },
  { rows: 16_384, files: 64 },
];

/** Rows that are merged at once, which bounds the memory and the time of one commit: all of them are sorted. */
const MAXIMUM_ROWS = 131_072;

/** Rows of a merged segment: of all but the last one of a merge. With 32,768, merging takes 40 MB more. */
export const MERGED_ROWS = 20_480;

/**
 * The segments to merge, in groups that are merged at once, in the order of their times. Empty if there are few small ones.
 * @param weigh how many usual rows a segment weighs
 */
export const chooseSegments = <P extends { readonly from: string }>(
  segments: Iterable<P>,
  weigh: (segment: P) => number,
): P[][] =>
  choose(
    [...segments].sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0)),
    weigh,
    SEGMENT_TIERS,
  );

/** The parts of the ledger to merge, in groups. */
export const chooseLedgers = <P extends { readonly rows: number }>(ledgers: Iterable<P>): P[][] =>
  choose([...ledgers], ({ rows }) => rows, LEDGER_TIERS);

function choose<P>(parts: readonly P[], weigh: (part: P) => number, tiers: readonly Tier[]): P[][] {
  for (const tier of tiers) {
    const small = parts.filter((part) => weigh(part) < tier.rows);
    if (small.length > tier.files) return toGroups(small, weigh);
  }
  return [];
}

/** Groups of at least two parts. Each becomes fewer files, so merging ends. */
function toGroups<P>(parts: readonly P[], weigh: (part: P) => number): P[][] {
  const groups: P[][] = [];
  let rows = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    rows += weigh(part);
    if (rows > MAXIMUM_ROWS) {
      groups.push([]);
      rows = weigh(part);
    }
    groups.at(-1)!.push(part);
  }
  return groups.filter(({ length }) => length > 1);
}
