import { HOUR_MS, toTime } from '../../time';
import { BACKFILL_DUE_MS, DIGEST_DUE_MS, type TimeRange } from '../covered-time';
import type { CoverageDay, CoverageState } from './known-coverage';

/** CloudTrail covers an hour with each digest. */
const INTERVAL_MS = HOUR_MS;

/** What a state becomes when the time has passed in which it may still change. */
const OVERDUE: { readonly [State in CoverageState]?: { afterMs: number; state: CoverageState } } = {
  pending: { afterMs: DIGEST_DUE_MS, state: 'digestMissing' },
  awaitingReference: { afterMs: BACKFILL_DUE_MS, state: 'unreferenced' },
};

/** What the state of a span is by now. */
export function settleState(state: CoverageState, until: string, now: Date): CoverageState {
  const overdue = OVERDUE[state];
  return overdue && now.getTime() >= Date.parse(until) + overdue.afterMs ? overdue.state : state;
}

/** What a stored day is by now: what was pending when it was assessed may be overdue. */
export function settleDay(day: CoverageDay, now: Date): CoverageDay {
  if (!day.spans.some(({ state }) => OVERDUE[state])) return day;
  const spans = day.spans.map((span) => ({ ...span, state: settleState(span.state, span.until, now) }));
  const ends = new Map(spans.map(({ since, until }) => [since, until]));
  const exceptions = day.exceptions.map((exception) => {
    const until = ends.get(exception.since) ?? exception.since;
    return { ...exception, state: settleState(exception.state, until, now) };
  });
  return { ...day, spans, exceptions };
}

/**
 * What the time after the last digest of a trail is by now: digests that are overdue are missing, later ones pending.
 * @param lastEnd end of the last digest
 */
export function findTail(lastEnd: string, now: Date): (TimeRange & { readonly state: CoverageState })[] {
  const end = Date.parse(lastEnd);
  const overdue = Math.floor((now.getTime() - DIGEST_DUE_MS - end) / INTERVAL_MS);
  const pendingSince = toTime(end + Math.max(0, overdue) * INTERVAL_MS);
  return [
    { since: lastEnd, until: pendingSince, state: 'digestMissing' as const },
    { since: pendingSince, until: toTime(now.getTime()), state: 'pending' as const },
  ].filter(({ since, until }) => since < until);
}
