import type { TimeRange } from '../covered-time';
import type { CoverageDay, CoverageException, CoverageSpan, CoverageState } from './known-coverage';

/** A digest that was not there may have come, and a key that was not known may be known by now. */
const WITHOUT_DIGEST: ReadonlySet<CoverageState> = new Set(['digestMissing', 'pending'] as const);
/** A file that was not ingested may be ingested by now, and it may be known by now which trail a file is of. */
const BY_FILES: ReadonlySet<CoverageState> = new Set([
  ...(['incomplete', 'notProvable', 'unreferenced', 'awaitingReference'] as const),
]);

export interface StaleOptions {
  /** Whether digests may have come, or their keys. They are not looked for every night, because that costs more. */
  readonly maySeeDigests: boolean;
  /** Whether something else may be said of a file by now. */
  readonly mayHaveChanged: (exception: CoverageException) => boolean;
}

/**
 * The time of a past day whose digests should be assessed again, because what was found may not hold any more.
 * @returns undefined if nothing can have changed
 */
export function findStaleRange(
  { spans, exceptions }: CoverageDay,
  { maySeeDigests, mayHaveChanged }: StaleOptions,
): TimeRange | undefined {
  const isStale = ({ since, until, state, exceptions: count = 0 }: CoverageSpan): boolean => {
    if (since === until) return false;
    if (WITHOUT_DIGEST.has(state)) return maySeeDigests;
    if (!BY_FILES.has(state)) return false;
    const listed = exceptions.filter((exception) => exception.since === since);
    // A day lists the first 20. Of the others it is not known whether they changed.
    return listed.length === 0 ? count > 0 : listed.some(mayHaveChanged);
  };
  const stale = spans.filter(isStale);
  const [first, last] = [stale[0], stale.at(-1)];
  return first && last && { since: first.since, until: last.until };
}
