/** How many files of a size may lie side by side before they are merged. */
interface Tier {
  /** Files that weigh less than this many rows belong to it. */
  readonly rows: number;
  readonly files: number;
}

/** Small files cost every question time, and merging costs each event about half of its ingest. */
const SEGMENT_TIERS: readonly Tier[] = [
  { rows: 4_096, files: 16 },
  { rows: 16_384, files: 64 },
];
/** A merged part of the ledger that is one of several has more rows than these. */
const LEDGER_TIERS: readonly Tier[] = [
  { rows: 1_024, files: 16 },
  { rows: 16_384, files: 64 },
];

/** Rows that are merged at once, which bounds the memory and the time of one commit. */
const MAXIMUM_ROWS = 524_288;

/** Rows of a merged segment: of all but the last one of a merge. With twice as many, DuckDB takes 100 MB more. */
export const MERGED_ROWS = 32_768;

/**
 * The segments to merge next, in the order of their times. Empty if there are few small ones.
 * @param weigh how many usual rows a segment weighs
 */
export const chooseSegments = <P extends { readonly from: string }>(
  segments: Iterable<P>,
  weigh: (segment: P) => number,
): P[] =>
  choose(
    [...segments].sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0)),
    weigh,
    SEGMENT_TIERS,
  );

/** The parts of the ledger to merge next. */
export const chooseLedgers = <P extends { readonly rows: number }>(ledgers: Iterable<P>): P[] =>
  choose([...ledgers], ({ rows }) => rows, LEDGER_TIERS);

function choose<P>(parts: readonly P[], weigh: (part: P) => number, tiers: readonly Tier[]): P[] {
  for (const tier of tiers) {
    const small = parts.filter((part) => weigh(part) < tier.rows);
    if (small.length <= tier.files) continue;
    const chosen: P[] = [];
    let rows = 0;
    for (const part of small) {
      if (chosen.length > tier.files && rows + weigh(part) > MAXIMUM_ROWS) break;
      chosen.push(part);
      rows += weigh(part);
    }
    return chosen;
  }
  return [];
}
