import {
  type CoverageDay,
  type CoveragePlace,
  type CoverageQuery,
  type KnownCoverage,
  NO_TRAIL,
} from '../assure/coverage/known-coverage';
import { settleDay } from '../assure/coverage/settle-day';
import { DAY_MS, toTime } from '../time';
import { localObjectKey } from '../trail/object-key';
import { formatPlace, type ObjectPlace, parseLocation } from '../trail/object-place';
import type { AuditStore } from './audit-store';

/** Log files that no digest names, as far as it is known. */
export interface UnreferencedFiles {
  /** As `s3://bucket/key`, or the key from `AWSLogs/` on in a data folder. Undefined if nothing is known. */
  readonly objects: ReadonlySet<string> | undefined;
  /** What the answer does not cover. */
  readonly notices: readonly string[];
}

/** Whether a log file is one of those that no digest names. */
export const isUnreferenced = (file: ObjectPlace, objects: ReadonlySet<string> | undefined): boolean =>
  objects !== undefined && (objects.has(formatPlace(file)) || objects.has(localObjectKey(file.key).key));

const VERIFY = 'To find all, use ddb-audit verify.';
const NOTHING_KNOWN =
  'Files that no digest names are not known, because no digest of this time was verified. Use ddb-audit verify.';
const MORE_EXCEPTIONS = `Some days have more than 20 exceptions; others are not listed. ${VERIFY}`;

/** A file without `since` is looked for in this time. */
const DEFAULT_DAYS = 31;

/** Deliveries of all times. Log files may be ingested into a data folder at any time after their delivery. */
export const toAllDeliveries = (now: number): Pick<CoverageQuery, 'since' | 'until'> => ({
  since: '1970-01-01T00:00:00Z',
  until: toTime(now),
});

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
 * most 20 accounts and Regions: those that are not proven. Of a data folder, it reads all days.
 * @param known what is known of these deliveries
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal
 */
export async function findUnreferenced(
  store: AuditStore,
  deliveries: CoverageQuery,
  known: KnownCoverage | undefined,
  signal?: AbortSignal,
): Promise<UnreferencedFiles> {
  if (!store.coverageDays) return findInDays(await store.deliveries(deliveries, signal));
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
      ...(isCut ? [MORE_EXCEPTIONS] : []),
      ...(known.exceptionsOmitted > 0
        ? [
            `Files that no digest names were looked for in 20 of ${20 + known.exceptionsOmitted} accounts and Regions ` +
              'that are not proven. Narrow the question with account and eventRegion.',
          ]
        : []),
    ],
  };
}

/** @param stored days of a data folder. A copy of a bucket does not say from which bucket its files are. */
function findInDays(stored: readonly CoverageDay[]): UnreferencedFiles {
  const days = stored.filter(({ trail }) => trail !== NO_TRAIL).map((day) => settleDay(day, new Date()));
  if (days.length === 0) return { objects: undefined, notices: [NOTHING_KNOWN] };
  const exceptions = days.flatMap((day) => day.exceptions).filter(({ state }) => state === 'unreferenced');
  const objects = new Set(exceptions.map(({ object }) => localObjectKey(parseLocation(object).key).key));
  return { objects, notices: days.some(mayOmitFiles) ? [MORE_EXCEPTIONS] : [] };
}

const mayOmitFiles = ({ spans, exceptionsOmitted }: CoverageDay): boolean =>
  exceptionsOmitted > 0 && spans.some(({ state }) => state === 'unreferenced');

const distinctPlaces = (places: readonly CoveragePlace[]): CoveragePlace[] => [
  ...new Map(
    places.map(({ accountId, region }) => [`${accountId}/${region}`, { accountId, region }]),
  ).values(),
];
