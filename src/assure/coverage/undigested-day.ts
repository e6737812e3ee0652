import { addDays } from '../../time';
import { buildDay } from './build-day';
import { type Cause, type Causes, emptySpan } from './causes';
import { type CoverageDay, NO_TRAIL } from './known-coverage';

/** The log files of a day that no digest can name. */
export interface UndigestedFiles extends Pick<CoverageDay, 'accountId' | 'region' | 'bucket' | 'day'> {
  /** Time of delivery from which on they were compared. */
  readonly since: string;
  readonly files: number;
  /** Those that are not ingested, with the state `incomplete`. */
  readonly open: Causes;
}

/** A log file that is not ingested. */
export const toOpenFile = (object: string, reason: string): Cause => ({
  object,
  state: 'incomplete',
  reason,
});

/** What is known of the day: nothing is provable, and it is incomplete if a log file in the bucket is not ingested. */
export function toUndigestedDay({ since, files, open, ...place }: UndigestedFiles, now: Date): CoverageDay {
  const range = { since, until: `${addDays(place.day, 1)}T00:00:00Z` };
  const facts = { ...place, trail: NO_TRAIL, comparedWith: 'ledger', assessedAt: now.toISOString() } as const;
  return buildDay(facts, [open.addTo({ ...emptySpan(range, 'notProvable'), files })]);
}
