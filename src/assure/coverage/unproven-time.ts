import type { TimeRange } from '../covered-time';
import type { CoverageDay } from './known-coverage';
import { readPlaceParts } from './place-parts';
import type { UnprovenPart } from './trail-parts';

/**
 * The time of a range that is not proven in one place, of all its trails, in order.
 * @param days of one account and Region
 */
export function findUnprovenTime(
  days: readonly CoverageDay[],
  range: TimeRange,
  now: Date,
): readonly UnprovenPart[] {
  const joined: UnprovenPart[] = [];
  const parts = readPlaceParts(days, range, now)?.unproven ?? [];
  for (const part of [...parts].sort(byTime)) {
    const last = joined.at(-1);
    // Several trails may lack the same time. One with a reason comes first.
    const isSame = last?.since === part.since && last.until === part.until && last.state === part.state;
    if (isSame && (part.reason === undefined || part.reason === last.reason)) continue;
    if (last?.until === part.since && last.state === part.state && last.reason === part.reason) {
      joined[joined.length - 1] = { ...last, until: part.until };
    } else joined.push(part);
  }
  return joined;
}

const byTime = (one: UnprovenPart, other: UnprovenPart): number => (toOrder(one) < toOrder(other) ? -1 : 1);

const toOrder = ({ since, until, state, reason }: UnprovenPart): string =>
  [since, until, state, reason ?? '~'].join(' ');
