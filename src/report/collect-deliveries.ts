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
    .flatMap(([, ofPlace]) => toPlace(ofPlace, range, now) ?? []);
  // Sorting keeps the order of places within a state.
  const worst = [...all].sort((one, other) => rank(one) - rank(other));
  const listed: ReportedPlace[] = [];
  const exceptions = new Exceptions(range, now);
  for (const { accountId, region } of worst.slice(0, MAXIMUM_PLACES)) {
    // Of a single place, a store knows more: what was assessed again later, and the objects that are not proven.
    const place = { accountIds: [accountId], regions: [region] };
    const ofPlace = await store.deliveries({ ...range, ...place }, signal);
    const found = toPlace(ofPlace, range, now);
    if (found) listed.push(found);
    for (const day of ofPlace) exceptions.add(day);
  }
  const omitted = worst.slice(MAXIMUM_PLACES);
  return {
    places: { listed: listed.sort(byName), omitted: omitted.length },
    exceptions: {
      ...exceptions.finish(),
      placesOmitted: omitted.filter(({ state }) => state !== 'proven').length,
    },
  };
}

const rank = ({ state }: ReportedPlace): number => WORST_FIRST.indexOf(state);

const byName = (one: ReportedPlace, other: ReportedPlace): number =>
  `${one.accountId} ${one.region}` < `${other.accountId} ${other.region}` ? -1 : 1;

function toPlace(days: readonly CoverageDay[], range: TimeRange, now: Date): ReportedPlace | undefined {
  const coverage = toPlaceCoverage(days, range, now);
  if (!coverage) return undefined;
  const { accountId, region } = days[0]!;
  const { digests, files, exception } = coverage;
  const { reason, ...span } = exception ?? { state: 'proven' as const };
  return {
    ...{ accountId, region, ...span, digests, files },
    ...(reason !== undefined && { reason: shorten(reason) }),
    days: Object.fromEntries(toPlaceCalendar(days, range, now) ?? []),
  };
}

/** Lists the objects that keep a range from being proven, and counts the others. */
class Exceptions {
  readonly #found: ReportedException[] = [];
  #omitted = 0;

  constructor(
    private readonly range: TimeRange,
    private readonly now: Date,
  ) {}

  add(day: CoverageDay): void {
    const found = findExceptions(settleDay(day, this.now), this.range);
    if (found.length > 0) this.#omitted += day.exceptionsOmitted;
    this.#found.push(...found);
  }

  finish(): Pick<Report['exceptions'], 'listed' | 'omitted'> {
    const sorted = this.#found.sort((one, other) => (toKey(one) < toKey(other) ? -1 : 1));
    const listed = sorted.slice(0, MAXIMUM_EXCEPTIONS);
    return { listed, omitted: this.#omitted + sorted.length - listed.length };
  }
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
