import { addDays, DAY_MS, HOUR_MS, toTime } from '../../time';
import type { TimeRange } from '../covered-time';
import { groupBy } from './group-by';
import { type CoverageDay, type CoverageSpan, type CoverageState, NO_TRAIL } from './known-coverage';
import { findLateness } from './lateness';
import { findWorst, overlaps, toSpanDay } from './spans';

/** What is known now of one trail in one account and Region: its last three days, without what is said of objects. */
export interface LatestCoverage {
  readonly accountId: string;
  readonly region: string;
  readonly trail: string;
  /** The folder of the trail: `s3://bucket/`, the prefix, and `AWSLogs/`, with the organization's folder if it has one. */
  readonly folder: string;
  /** Start of the first span that is no gap. */
  readonly firstSeen: string;
  /** End of the last valid digest. Absent before the first one. */
  readonly lastDigest?: string;
  /** 99.9th percentile over the last three days. */
  readonly latenessSeconds?: number | undefined;
  /** In order and without holes. A run lies in the day of the last second before its end. */
  readonly runs: readonly CoverageSpan[];
}

/** Days that the latest coverage has. */
const DAYS_KEPT = 3;
/** Many changes of state in a day become one, so that an item stays small. */
const MAXIMUM_RUNS_OF_DAY = 8;
/** What may still change if it is assessed again: a digest or a file that was not there may come. */
const UNSETTLED: readonly CoverageState[] = [
  ...(['pending', 'digestMissing', 'incomplete', 'awaitingReference', 'notProvable'] as const),
];

/** The first day that the latest coverage has, if its last day is this one. */
export const toFirstDay = (lastDay: string): string => addDays(lastDay, 1 - DAYS_KEPT);

/** The end of the last run. */
export const toLastSeen = ({ runs, lastDigest, firstSeen }: LatestCoverage): string =>
  runs.at(-1)?.until ?? lastDigest ?? firstSeen;

/** Whether anything of the trail was assessed. False if it is only expected to deliver. */
export const hasDelivered = ({ runs, lastDigest }: LatestCoverage): boolean =>
  lastDigest !== undefined || runs.some(({ since, until }) => since < until);

/**
 * The latest coverage after days of it changed.
 * @param stored as it was before
 * @param days all days of the trail from `toFirstDay` on
 * @param assessed the days that changed, which may be earlier
 * @returns undefined if the trail has nothing but gaps
 */
export function toLatest(
  stored: LatestCoverage | undefined,
  days: readonly CoverageDay[],
  assessed: Pick<LatestCoverage, 'accountId' | 'region' | 'trail' | 'folder'> & {
    readonly days: readonly CoverageDay[];
  },
): LatestCoverage | undefined {
  const spans = sortSpans(days);
  const firstSeen = [stored?.firstSeen, ...[spans, sortSpans(assessed.days)].map(findFirst)]
    .filter((time) => time !== undefined)
    .sort()[0];
  if (firstSeen === undefined) return undefined;
  const { accountId, region, trail, folder } = assessed;
  const lastDigest = spans.findLast(({ digests }) => digests > 0)?.until ?? stored?.lastDigest;
  const latenessSeconds = findLateness(spans);
  return {
    ...{ accountId, region, trail, folder, firstSeen },
    ...(lastDigest !== undefined && { lastDigest }),
    ...(latenessSeconds !== undefined && { latenessSeconds }),
    runs: toRuns(spans, trail),
  };
}

const toRuns = (spans: readonly CoverageSpan[], trail: string): CoverageSpan[] =>
  [...groupBy(fillHoles(spans, trail), ({ until }) => toSpanDay(until)).values()].flatMap(joinRuns);

const sortSpans = (days: readonly CoverageDay[]): CoverageSpan[] =>
  [...days].sort((a, b) => (a.day < b.day ? -1 : 1)).flatMap((day) => day.spans);

const findFirst = (spans: readonly CoverageSpan[]): string | undefined =>
  spans.find(({ state }) => state !== 'gap')?.since;

/** Time that was not assessed is pending: its digest may come. Without digests, none is due. */
const fillHoles = (spans: readonly CoverageSpan[], trail: string): CoverageSpan[] => {
  const state = trail === NO_TRAIL ? 'notProvable' : 'pending';
  return spans.flatMap((span, index) => {
    const before = spans[index - 1];
    const hole = before && before.until < span.since && { since: before.until, until: span.since };
    return hole ? [{ ...hole, state, digests: 0, files: 0 }, span] : [span];
  });
};

/** Neighbours in one state as one, and at most so many runs that the first and the last of them can be told. */
function joinRuns(spans: readonly CoverageSpan[]): CoverageSpan[] {
  const runs: CoverageSpan[] = [];
  for (const span of spans) {
    const last = runs.at(-1);
    if (last?.state === span.state) runs.splice(-1, 1, joinAll([last, span]));
    else runs.push(toRun(span));
  }
  if (runs.length <= MAXIMUM_RUNS_OF_DAY) return runs;
  const first = runs.findIndex(({ state }) => state !== 'proven');
  const end = runs.findLastIndex(({ state }) => state !== 'proven') + 1;
  return [...runs.slice(0, first), joinAll(runs.slice(first, end)), ...runs.slice(end)];
}

const toRun = ({ since, until, state, digests, files }: CoverageSpan): CoverageSpan => ({
  ...{ since, until, state, digests, files },
});

const joinAll = (spans: readonly CoverageSpan[]): CoverageSpan => ({
  since: spans[0]!.since,
  until: spans.at(-1)!.until,
  state: findWorst(spans.map(({ state }) => state)),
  digests: spans.reduce((sum, { digests }) => sum + digests, 0),
  files: spans.reduce((sum, { files }) => sum + files, 0),
});

// No spread: an answer about an organization makes 40,000 of these, and on Node 20 a spread is three times slower.
const toDay = (latest: LatestCoverage, day: string, spans: readonly CoverageSpan[]): CoverageDay => ({
  accountId: latest.accountId,
  region: latest.region,
  day,
  trail: latest.trail,
  bucket: latest.folder.split('/')[2] ?? '',
  spans: spans.map(({ since, until, state, digests, files }) => ({
    since,
    until,
    state,
    digests,
    files,
    latenessSeconds: latest.latenessSeconds,
  })),
  exceptions: [],
  exceptionsOmitted: 0,
  comparedWith: 'ledger',
  assessedAt: toLastSeen(latest),
});

/**
 * The latest coverage as days from the given one on. Spans without any length stand for the first and the last time of a
 * trail that began earlier, or is silent since then.
 */
export function toDays(latest: LatestCoverage, firstDay: string): CoverageDay[] {
  const days = groupBy(latest.runs, ({ until }) => toSpanDay(until));
  const kept = [...days].filter(([day]) => day >= firstDay);
  const marks = [latest.firstSeen, latest.lastDigest ?? toLastSeen(latest)]
    .filter((time) => toSpanDay(time) < firstDay)
    .map((time): [string, CoverageSpan[]] => [toSpanDay(time), [toMark(time, latest)]]);
  return [...marks, ...kept].map(([day, spans]) => toDay(latest, day, spans));
}

function toMark(time: string, { trail, lastDigest }: LatestCoverage): CoverageSpan {
  const known = lastDigest === undefined ? 'pending' : 'proven';
  const state = trail === NO_TRAIL ? 'notProvable' : known;
  return { since: time, until: time, state, digests: 0, files: 0 };
}

/** One UTC day of the latest coverage, from midnight to midnight; undefined if nothing is known of it. */
export function toWholeDay(latest: LatestCoverage, day: string): CoverageDay | undefined {
  const start = `${day}T00:00:00Z`;
  const range: TimeRange = { since: start, until: toTime(Date.parse(start) + DAY_MS) };
  const parts = latest.runs
    .filter((run) => overlaps(run, range))
    .map((run): CoverageSpan => {
      const since = run.since > range.since ? run.since : range.since;
      const until = run.until < range.until ? run.until : range.until;
      // A digest counts in the day of its end.
      const counts = toSpanDay(run.until) === day ? {} : { digests: 0, files: 0 };
      return { ...run, ...counts, since, until };
    });
  return parts.length > 0 ? toDay(latest, day, joinRuns(parts)) : undefined;
}

/** One UTC day of the past, as `toWholeDay` says it of the last three. @param days of the trail, as stored */
export const toPastDay = (
  latest: LatestCoverage,
  days: readonly CoverageDay[],
  day: string,
): CoverageDay | undefined => toWholeDay({ ...latest, runs: toRuns(sortSpans(days), latest.trail) }, day);

/** From when on a trail should be assessed again: the start of what may still change within a day, or the last end. */
export function findUnsettledSince(latest: LatestCoverage, now: Date): string {
  const earliest = toTime(now.getTime() - DAY_MS);
  const unsettled = latest.runs.find(({ until, state }) => until > earliest && UNSETTLED.includes(state));
  return unsettled?.since ?? toLastSeen(latest);
}

/** Whether a digest of the trail is due and has not come: more than three hours after the end of its interval. */
export const isOverdue = (latest: LatestCoverage, now: Date): boolean =>
  latest.trail !== NO_TRAIL &&
  now.getTime() >= Date.parse(latest.lastDigest ?? latest.firstSeen) + 4 * HOUR_MS;
