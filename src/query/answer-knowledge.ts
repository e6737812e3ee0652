import type { CoverageQuery, KnownCoverage } from '../assure/coverage/known-coverage';
import type { TrailLogging } from '../assure/coverage/trail-logging';
import { toTime } from '../time';
import type { Knowledge } from './answer-coverage';
import { findExcluded, type KnownExclusions } from './excluded-events';
import { findLogged } from './find-logged';
import { findOwnTraffic } from './own-traffic';
import type { ResolvedQuery } from './resolved-query';

/** The deliveries that can hold the events of a question. */
export interface Deliveries {
  /** Absent if nothing can have been delivered. */
  readonly asked: CoverageQuery | undefined;
  readonly deliveries: KnownCoverage | undefined;
  readonly marginSeconds: number;
}

/** What a store knows. */
export interface Readings extends Deliveries {
  readonly trails: readonly TrailLogging[];
  readonly exclusions: KnownExclusions;
}

/**
 * What of the readings says how complete the answer to a question is.
 * @param now epoch milliseconds
 */
export const toKnowledge = (
  query: ResolvedQuery,
  { trails, exclusions, ...delivered }: Readings,
  now: number,
): Knowledge => ({
  ...delivered,
  ...findLogged(trails, query, delivered.deliveries?.expectedPlaces, now),
  excluded: findExcluded(exclusions, query, delivered.asked?.until ?? toTime(now), now),
  ownTraffic: findOwnTraffic(trails, query),
});
