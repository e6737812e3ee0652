import type { Segment } from './commit';
import type { CommitLog } from './commit-log';

/**
 * Makes a function that says from when on a data folder has rows that it did not have at the last call: the time of the
 * first of them that reaches to `since`; undefined if there are none. Files that were merged count as added, too.
 */
export function firstAddedReader(log: CommitLog): (since: string) => Promise<string | undefined> {
  let known: ReadonlyMap<string, Segment> = new Map();
  return async (since) => {
    const { segments } = await log.read();
    const added = [...segments.values()].filter(({ id, until }) => !known.has(id) && until >= since);
    known = segments;
    return added.map(({ from }) => from).sort()[0];
  };
}
