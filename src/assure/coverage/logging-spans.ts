import type { CoveragePlace } from './known-coverage';
import { formatLoggingTime } from './logging-words';
import type { TrailLogging } from './trail-logging';
import { isInScope } from './trail-scope';

/** A span of event time in which no trail changes. */
export interface LoggingSpan {
  readonly since: string;
  readonly until: string;
  /** What trails log that can log the place, where it is known. */
  readonly known: readonly TrailLogging[];
  /** Why it is not known of others. */
  readonly unknown: readonly string[];
}

/** Splits a span of event time where the trails of an account and Region change. */
export function toLoggingSpans(
  trails: readonly TrailLogging[],
  place: CoveragePlace,
  since: string,
  until: string,
): LoggingSpan[] {
  const histories = [...new Set(trails.map(({ trailArn }) => trailArn))]
    .map((arn) => trails.filter(({ trailArn }) => trailArn === arn))
    .map((history) => history.toSorted((one, other) => (one.since < other.since ? -1 : 1)))
    .filter((history) => history.some((one) => isInScope(one, place)));
  const changes = histories
    .flat()
    .flatMap((one) => [one.since, one.until ?? until])
    .filter((time) => since < time && time < until);
  const times = [since, ...new Set(changes.sort()), until];
  return times.slice(0, -1).map((start, index) => {
    const states = histories.map((history) => stateAt(history, place, start));
    return {
      since: start,
      until: times[index + 1]!,
      known: states.filter((one) => typeof one === 'object'),
      unknown: states.filter((one) => typeof one === 'string'),
    };
  });
}

/** What a trail logs at a time by the last entry that began before, why that is not known, or nothing if it does not log this place. */
function stateAt(
  history: readonly TrailLogging[],
  place: CoveragePlace,
  time: string,
): TrailLogging | string | undefined {
  const entry = history.findLast((one) => one.since <= time);
  if (entry === undefined || (entry.until !== undefined && entry.until <= time)) {
    return isInScope(entry ?? history[0]!, place) ? toUnknown(history, time) : undefined;
  }
  if (!isInScope(entry, place)) return undefined;
  return entry.from === 'unknown' ? (entry.reason ?? toUnknown(history, time)) : entry;
}

function toUnknown([first]: readonly TrailLogging[], time: string): string {
  const when = time < first!.since ? `before ${formatLoggingTime(first!.since)}` : 'in this time';
  return `what the trail ${first!.trailArn} logged ${when} is not known`;
}
