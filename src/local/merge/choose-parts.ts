/** How many files of a size may lie side by side before they are merged. */
interface Tier {
  /** Files with fewer rows than this belong to it. */
  readonly rows: number;
  readonly files: number;
}

/** Small files cost every question time, and merging costs each event about half of its ingest. */
const SEGMENT_TIERS: readonly Tier[] = [
  { rows: 4_096, files: 16 },
  { rows: 16_384, files: 64 },
];
const LEDGER_TIERS: readonly Tier[] = [
  { rows: 1_024, files: 16 },
  { rows: 65_536, files: 64 },
];

/** Rows that are merged at once, which bounds the memory and the time of one commit. */
const MAXIMUM_ROWS = 524_288;

/** Rows of a merged segment: of all but the last one of a merge. With twice as many, DuckDB takes 100 MB more. */
const MERGED_ROWS = 32_768;

type Part = { readonly rows: number };

/** The segments to merge next, in the order of their times. Empty if there are few small ones. */
export const chooseSegments = <P extends Part & { readonly from: string }>(segments: Iterable<P>): P[] =>
  choose(
    [...segments].sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0)),
    SEGMENT_TIERS,
  );

/** The parts of the ledger to merge next. */
export const chooseLedgers = <P extends Part>(ledgers: Iterable<P>): P[] =>
  choose([...ledgers], LEDGER_TIERS);

function choose<P extends Part>(parts: readonly P[], tiers: readonly Tier[]): P[] {
  for (const tier of tiers) {
    const small = parts.filter(({ rows }) => rows < tier.rows);
    if (small.length <= tier.files) continue;
    const chosen: P[] = [];
    let rows = 0;
    for (const part of small) {
      if (chosen.length > tier.files && rows + part.rows > MAXIMUM_ROWS) break;
      chosen.push(part);
      rows += part.rows;
    }
    return chosen;
  }
  return [];
}

/** Numbers of the first and the last row of each merged segment. */
export function toStretches(rows: number): [first: number, last: number][] {
  const stretches: [number, number][] = [];
  for (let first = 0; first < rows; first += MERGED_ROWS) {
    stretches.push([first, Math.min(first + MERGED_ROWS, rows) - 1]);
  }
  return stretches;
}
