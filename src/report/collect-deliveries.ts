import { groupBy } from '../assure/coverage/group-by';
import type { CoverageDay } from '../assure/coverage/known-coverage';
import { toPlaceCalendar } from '../assure/coverage/place-calendar';
import { toPlaceCoverage } from '../assure/coverage/place-coverage';
import { settleDay } from '../assure/coverage/settle-day';
import { overlaps, WORST_FIRST } from '../assure/coverage/spans';
import type { TimeRange } from '../assure/covered-time';
import type { AuditStore } from '../query/audit-store';
import type { Report, ReportedException, ReportedPlace } from './report-schema';
import { shorten } from './reported-event';

const MAXIMUM_PLACES = 100;
/** Places whose exceptions are read: each may cost a query. */
const MAXIMUM_EXPLAINED = 20;
const MAXIMUM_EXCEPTIONS = 200;

type Deliveries = Pick<Report, 'places' | 'exceptions'>;

/**
 * Reads what is known of the deliveries of a range: the days of each account and Region, and what is not proven.
 * @param accountIds Default: all
 */
export async function collectDeliveries(
  store: AuditStore,
  range: TimeRange,
  accountIds: readonly string[] | undefined,
  now: Date,
  signal: AbortSignal,
): Promise<Deliveries> {
  const days = await store.deliveries({ ...range, ...(accountIds && { accountIds }) }, signal);
  const asked = days.filter(({ accountId }) => accountIds?.includes(accountId) ?? true);
  const all = [...groupBy(asked, ({ accountId, region }) => `${accountId} ${region}`)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, ofPlace]) => toPlace(ofPlace, range, now));
  // Sorting keeps the order of places within a state.
  const worst = [...all].sort((one, other) => rank(one) - rank(other)).slice(0, MAXIMUM_PLACES);
  const listed = new Set(worst);
  return {
    places: { listed: all.filter((place) => listed.has(place)), omitted: all.length - listed.size },
    exceptions: await readExceptions(store, worst, { all, range, now, signal }),
  };
}

const rank = ({ state }: ReportedPlace): number => WORST_FIRST.indexOf(state);

function toPlace(days: readonly CoverageDay[], range: TimeRange, now: Date): ReportedPlace[] {
  const coverage = toPlaceCoverage(days, range, now);
  if (!coverage) return [];
  const { accountId, region } = days[0]!;
  const { digests, files, exception } = coverage;
  const { reason, ...span } = exception ?? { state: 'proven' as const };
  return [
    {
      ...{ accountId, region, ...span, digests, files },
      ...(reason !== undefined && { reason: shorten(reason) }),
      days: Object.fromEntries(toPlaceCalendar(days, range, now) ?? []),
    },
  ];
}

interface Explained {
  readonly all: readonly ReportedPlace[];
  readonly range: TimeRange;
  readonly now: Date;
  readonly signal: AbortSignal;
}

async function readExceptions(
  store: AuditStore,
  worst: readonly ReportedPlace[],
  { all, range, now, signal }: Explained,
): Promise<Report['exceptions']> {
  const listed: ReportedException[] = [];
  let omitted = 0;
  const explained = worst.filter(({ state }) => state !== 'proven').slice(0, MAXIMUM_EXPLAINED);
  for (const { accountId, region } of explained) {
    const place = { accountIds: [accountId], regions: [region] };
    for (const stored of await store.deliveries({ ...range, ...place }, signal)) {
      const found = findExceptions(settleDay(stored, now), range);
      if (found.length > 0) omitted += stored.exceptionsOmitted;
      listed.push(...found);
    }
  }
  listed.sort((one, other) => (toKey(one) < toKey(other) ? -1 : 1));
  return {
    listed: listed.slice(0, MAXIMUM_EXCEPTIONS),
    omitted: omitted + Math.max(0, listed.length - MAXIMUM_EXCEPTIONS),
    placesOmitted: all.filter(({ state }) => state !== 'proven').length - explained.length,
  };
}

const toKey = ({ since, accountId, region, object }: ReportedException): string =>
  [since, accountId, region, object].join(' ');

function findExceptions(day: CoverageDay, range: TimeRange): ReportedException[] {
  const { accountId, region, spans } = day;
  const inRange = new Set(spans.filter((span) => overlaps(span, range)).map(({ since }) => since));
  return day.exceptions
    .filter(({ since }) => inRange.has(since))
    .map(({ since, object, state, reason }) => ({
      ...{ accountId, region, since, state },
      object: shorten(object),
      reason: shorten(reason),
    }));
}
