import { formatCount } from '../../query/format-count';
import type { Page } from '../../query/page';
import type { Searched } from '../../query/searched';
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
    searched,
    coverage,
    nextToken,
    incomplete,
  }: Pick<Page, 'searched' | 'coverage' | 'nextToken' | 'incomplete'>,
  { what, count, entries }: Printed,
): Promise<void> {
  await noteCoverage(io, coverage);
  if (count === 0 && nextToken === undefined) await noteNoMatch(io, searched, what, entries);
  if (nextToken !== undefined) await noteMore(io, `${count} ${count === 1 ? what : `${what}s`}`, nextToken);
  if (incomplete !== undefined) await note(io, `Incomplete: ${incomplete}`);
}

/** Says where nothing was found. */
export async function noteNoMatch(
  io: Io,
  { index, since, until }: Pick<Searched, 'index' | 'since' | 'until'>,
  what: string,
  entries: number,
): Promise<void> {
  const range = `${since ? `between ${since} and` : 'up to'} ${until ?? 'now'}`;
  await note(io, `No matching ${what}s ${range} (index: ${index}, ${formatCount(entries)} entries read).`);
}

/** Says how to go on. @param shown what was printed, such as `50 records` */
export const noteMore = (io: Io, shown: string, nextToken: string): Promise<void> =>
  note(
    io,
    `Showing ${shown}; more are available. Use --limit all, or --next-token ${nextToken} to continue.`,
  );
