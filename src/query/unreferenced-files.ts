import type {
  CoverageDay,
  CoveragePlace,
  CoverageQuery,
  KnownCoverage,
} from '../assure/coverage/known-coverage';
import { settleDay } from '../assure/coverage/settle-day';
import { DAY_MS, toTime } from '../assure/covered-time';
import type { AuditStore } from './audit-store';

/** Log files that no digest names, as far as it is known. */
export interface UnreferencedFiles {
  /** As `s3://bucket/key`. Undefined if nothing is known. */
  readonly objects: ReadonlySet<string> | undefined;
  /** What the answer does not cover. */
  readonly notices: readonly string[];
}

/** How an exception names a log file. */
export const toObjectName = ({ bucket, key }: { readonly bucket: string; readonly key: string }): string =>
  `s3://${bucket}/${key}`;

const VERIFY = 'To find all, use ddb-audit verify.';
const NOTHING_KNOWN =
  'Files that no digest names are not known, because no digest of this time was verified. Use ddb-audit verify.';

const NOT_LISTED =
  'Files that no digest names are listed only from a deployed audit. For a data folder, use ddb-audit verify TRAIL --local DIR.';

/** A file without `since` is looked for in this time. */
const DEFAULT_DAYS = 31;

/** The deliveries of files that were ingested in a range: they were delivered before, on the same day or the day before. */
export function toDeliveries(
  { since, until }: { readonly since?: string | undefined; readonly until?: string | undefined },
  now: number,
): Pick<CoverageQuery, 'since' | 'until'> {
  const end = until === undefined ? now : Math.min(Date.parse(until), now);
  const start = since === undefined ? end - DEFAULT_DAYS * DAY_MS : Date.parse(since) - DAY_MS;
  return { since: toTime(start), until: toTime(end) };
}

/**
 * Finds the log files that were ingested and that no digest names 24 hours after their delivery. Reads the days of at
 * most 20 accounts and Regions: those that are not proven.
 * @param known what is known of these deliveries
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal
 */
export async function findUnreferenced(
  store: AuditStore,
  deliveries: Pick<CoverageQuery, 'since' | 'until'>,
  known: KnownCoverage | undefined,
  signal?: AbortSignal,
): Promise<UnreferencedFiles> {
  if (!store.coverageDays) return { objects: undefined, notices: [NOT_LISTED] };
  if (!known) return { objects: undefined, notices: [NOTHING_KNOWN] };
  const range = { first: deliveries.since.slice(0, 10), last: deliveries.until.slice(0, 10) };
  const objects = new Set<string>();
  let isCut = false;
  for (const place of distinctPlaces(known.exceptions)) {
    for (const stored of await store.coverageDays(place, range, signal)) {
      const day = settleDay(stored, new Date());
      for (const { state, object } of day.exceptions) if (state === 'unreferenced') objects.add(object);
      isCut ||= mayOmitFiles(day);
    }
  }
  return {
    objects,
    notices: [
      ...(isCut ? [`Some days have more than 20 exceptions; others are not listed. ${VERIFY}`] : []),
      ...(known.exceptionsOmitted > 0
        ? [
            `Files that no digest names were looked for in 20 of ${20 + known.exceptionsOmitted} accounts and Regions ` +
              'that are not proven. Narrow the question with account and eventRegion.',
          ]
        : []),
    ],
  };
}

const mayOmitFiles = ({ spans, exceptionsOmitted }: CoverageDay): boolean =>
  exceptionsOmitted > 0 && spans.some(({ state }) => state === 'unreferenced');

const distinctPlaces = (places: readonly CoveragePlace[]): CoveragePlace[] => [
  ...new Map(
    places.map(({ accountId, region }) => [`${accountId}/${region}`, { accountId, region }]),
  ).values(),
];
