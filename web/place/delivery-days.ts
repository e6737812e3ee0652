import { MAXIMUM_COVERAGE_DAYS } from '../../src/query/coverage-days';
import { toEpochSeconds, toIso } from '../text/time';
import type { Place } from './place';
import { toSeconds } from './time-range';

const DAY = 86_400;
/** Days that a calendar has at least. */
const LEAST_DAYS = 31;

/** UTC days of a calendar of deliveries. */
export interface CalendarRange {
  /** Start of the first day, ISO 8601. */
  readonly since: string;
  /** End of the last day, exclusive. Absent if that is not over yet. */
  readonly until?: string;
  /** `YYYY-MM-DD`, in order. */
  readonly days: readonly string[];
  /** Whether the time range that was chosen is longer. */
  readonly isCut: boolean;
}

/**
 * The days that a calendar shows for a time range: all of it, and at least a month, because one day is no calendar.
 * @param newest time of the newest event, at which the calendar of all time ends. Default: now.
 * @param now epoch seconds
 */
export function toCalendarRange(
  { since, until }: Pick<Place, 'since' | 'until'>,
  newest: string | undefined,
  now: number,
): CalendarRange {
  const given = until === undefined ? now : toSeconds(until, now);
  const last = since === undefined && until === undefined && newest ? toEpochSeconds(newest) + 1 : given;
  const end = Math.min(now, Number.isFinite(last) ? last : now);
  const lastDay = Math.ceil(end / DAY) * DAY;
  const first = since === undefined ? Number.NaN : toSeconds(since, now);
  const start = Math.floor((Number.isFinite(first) ? first : end) / DAY) * DAY;
  const count = Math.max(LEAST_DAYS, Math.min(MAXIMUM_COVERAGE_DAYS, (lastDay - start) / DAY));
  const firstDay = lastDay - count * DAY;
  return {
    since: toIso(firstDay),
    ...(lastDay <= now && { until: toIso(lastDay) }),
    days: Array.from({ length: count }, (_, index) => toDay(firstDay + index * DAY)),
    isCut: start < firstDay,
  };
}

const toDay = (epochSeconds: number): string => toIso(epochSeconds).slice(0, 10);

/** The same number of days, earlier or later. */
export function shiftCalendar(
  { since, days }: CalendarRange,
  windows: number,
): Pick<Place, 'since' | 'until'> {
  const start = toEpochSeconds(since) + windows * days.length * DAY;
  return { since: toIso(start), until: toIso(start + days.length * DAY) };
}

/** An account, a Region and a UTC day. */
export interface DeliveryDay {
  readonly accountId: string;
  readonly region: string;
  readonly day: string;
}

export const formatDeliveryDay = ({ accountId, region, day }: DeliveryDay): string =>
  `${accountId}/${region}/${day}`;

/** Reads what `formatDeliveryDay` wrote. Undefined for another text. */
export function parseDeliveryDay(text: string | undefined): DeliveryDay | undefined {
  const [, accountId, region, day] = /^([^/]+)\/([^/]+)\/(\d{4}-\d\d-\d\d)$/.exec(text ?? '') ?? [];
  if (!accountId || !region || !day || Number.isNaN(Date.parse(day))) return undefined;
  return { accountId, region, day };
}

/** The day as a time range. */
export const toDayRange = ({ day }: DeliveryDay) => {
  const start = toEpochSeconds(`${day}T00:00:00Z`);
  return { since: toIso(start), until: toIso(start + DAY) };
};

/** Days in rows of a calendar, the latest first: all in one if that is a month at most, otherwise by month. */
export function toMonths(days: readonly string[]): readonly (readonly string[])[] {
  if (days.length <= LEAST_DAYS) return [days];
  const months = new Map<string, string[]>();
  for (const day of days) months.set(day.slice(0, 7), [...(months.get(day.slice(0, 7)) ?? []), day]);
  return [...months.values()].reverse();
}
