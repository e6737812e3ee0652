import { toTime } from '../../time';
import { RUN_MILLISECONDS } from './exclusions';

/** When log files were ingested of which some events have no record of their own. */
export interface SummarizedSpan {
  /** ISO 8601, inclusive. Absent if it holds from the first file on. */
  readonly since?: string;
  /** ISO 8601: events from this time on have records. Absent while log files are ingested with `dataEventDetail: activity`. */
  readonly until?: string;
}

/**
 * The span once these settings take effect: from the first file that was summarized to the last one, also if there were
 * others in between.
 * @param isNew whether nothing was ingested before
 * @param now when the last writer with other settings has ended
 */
export function nextSummarized(
  detail: 'records' | 'activity' | undefined,
  before: SummarizedSpan | undefined,
  isNew: boolean,
  now: Date,
): SummarizedSpan | undefined {
  if (detail !== 'activity') return before && { ...before, until: before.until ?? toTime(now.getTime()) };
  if (isNew) return {};
  if (before) return before.since === undefined ? {} : { since: before.since };
  return { since: toTime(now.getTime() - RUN_MILLISECONDS) };
}
