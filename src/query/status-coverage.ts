import type { KnownCoverage, PlaceCounts } from '../assure/coverage/known-coverage';
import { DAY_MS, toTime } from '../time';
import type { AuditStore } from './audit-store';
import { findUnreferenced } from './unreferenced-files';

/** What is known of the deliveries of the last 30 days. */
export interface StatusCoverage {
  /** Delivery times, ISO 8601. */
  readonly since: string;
  readonly until: string;
  /** Until when deliveries of all expected places are known. Absent if no trail has digests. */
  readonly deliveredUntil?: string;
  /** Accounts and Regions, and the spans that are not proven. */
  readonly places: PlaceCounts;
}

/** Days of deliveries: those of an organization are read with two queries. */
const DAYS = 30;

const NOTHING_KNOWN =
  'Log files of the last 30 days may be missing, because no digest of this time was verified. Use ddb-audit verify.';

/** What is known of deliveries, and what to say about that. */
export interface NotedStatusCoverage {
  readonly coverage?: StatusCoverage;
  /** Log files that no digest names, as `s3://bucket/key`. */
  readonly unreferenced?: ReadonlySet<string> | undefined;
  readonly notices: readonly string[];
}

/**
 * Reads which accounts and Regions are proven, and which log files no digest names.
 * @param now epoch milliseconds
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal
 */
export async function readStatusCoverage(
  store: AuditStore,
  now: number,
  signal?: AbortSignal,
): Promise<NotedStatusCoverage> {
  const range = { since: toTime(now - DAYS * DAY_MS), until: toTime(now) };
  const known = await store.coverage(range, signal);
  if (!known) return { notices: [NOTHING_KNOWN] };
  const { objects: unreferenced, notices } = await findUnreferenced(store, range, known, signal);
  return {
    coverage: {
      ...range,
      ...(known.deliveredUntil !== undefined && { deliveredUntil: known.deliveredUntil }),
      places: pickCounts(known),
    },
    unreferenced,
    notices,
  };
}

const pickCounts = ({ expected, proven, exceptions, exceptionsOmitted }: KnownCoverage): PlaceCounts => ({
  ...{ expected, proven, exceptions, exceptionsOmitted },
});
