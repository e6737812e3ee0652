import { formatCount } from '../../query/format-count';
import type { Page } from '../../query/page';
import { noteCoverage } from './coverage';
import { type Io, note } from './io';

/** What was printed of an answer. */
interface Printed {
  /** What the answer has, such as `record`. */
  readonly what: string;
  readonly count: number;
  /** Entries that were read for all its pages. */
  readonly entries: number;
}

/** Says what was searched and what follows, so that nobody takes an answer for more than it is. */
export async function notePageEnd(
  io: Io,
  {
    searched: { index, since, until },
    coverage,
    nextToken,
    incomplete,
  }: Pick<Page, 'searched' | 'coverage' | 'nextToken' | 'incomplete'>,
  { what, count, entries }: Printed,
): Promise<void> {
  await noteCoverage(io, coverage);
  if (count === 0 && nextToken === undefined) {
    const range = `${since ? `between ${since} and` : 'up to'} ${until ?? 'now'}`;
    await note(io, `No matching ${what}s ${range} (index: ${index}, ${formatCount(entries)} entries read).`);
  }
  if (nextToken !== undefined) {
    await note(
      io,
      `Showing ${count} ${count === 1 ? what : `${what}s`}; more are available. Use --limit all, or --next-token ${nextToken} to continue.`,
    );
  }
  if (incomplete !== undefined) await note(io, `Incomplete: ${incomplete}`);
}
