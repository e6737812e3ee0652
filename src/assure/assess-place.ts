import { HOUR_MS, later, toTime } from '../time';
import { type DigestKey, parseDigestKey } from '../trail/digest-key';
import type { ObjectPlace } from '../trail/object-place';
import { CoveredTime, type TimeRange } from './covered-time';
import { listChains } from './list-chains';
import { findUnnamedFiles } from './unnamed-files';
import { formatTrail, type TrailFinding, type VerifyChainOptions, verifyChain } from './verify-chain';

/** A digest that arrived. */
export interface ArrivedDigest extends ObjectPlace, DigestKey {}

/** The digest at a place, by its key. Undefined if the key is not one of a digest. */
export function parseArrivedDigest({ bucket, key }: ObjectPlace): ArrivedDigest | undefined {
  const parsed = parseDigestKey(key);
  return parsed && { bucket, key, ...parsed };
}

/** What is known of the trail of a digest in its account and Region. */
export interface KnownTrail {
  /** End of the last digest. */
  readonly end: string;
  /** Until when nothing can change any more. */
  readonly settledUntil: string;
}

/** What to verify. */
export interface AssessedScope extends Partial<TimeRange> {
  readonly until: string;
  /** Whether the digest leads to all others of the range, so that none need be listed. */
  readonly isAlone: boolean;
}

/** CloudTrail covers an hour with a digest, give or take some minutes. */
const LONGEST_INTERVAL_MS = 1.5 * HOUR_MS;
/** What has not settled by then stays as it is until somebody verifies it. */
const LONGEST_UNSETTLED_MS = 72 * HOUR_MS;

const minus = (time: string, milliseconds: number): string => toTime(Date.parse(time) - milliseconds);

/**
 * Decides what a digest lets us verify: from the earliest time that has not settled to the end of the last digest. In
 * the steady state this is one interval, and the digest itself leads to the one before it.
 * @param hasOtherTrails whether other trails deliver to the same folder, so that their digests count, too
 */
export function planAssessment(
  { endTime, isBackfill }: DigestKey,
  known: KnownTrail | undefined,
  hasOtherTrails: boolean,
): AssessedScope {
  const hourBefore = minus(endTime, HOUR_MS);
  // The time before the first digest that arrives here is not known to have been ingested.
  if (!known && !hasOtherTrails && !isBackfill) return { until: endTime, isAlone: true };
  if (!known || isBackfill || endTime <= known.settledUntil) {
    // Late, again, or a backfill: with the digest after it, which names it.
    return { since: hourBefore, until: endTime, isAlone: false };
  }
  const until = later(endTime, known.end);
  const since = later(known.settledUntil, minus(until, LONGEST_UNSETTLED_MS));
  const isNext = endTime > known.end && Date.parse(endTime) - Date.parse(since) <= LONGEST_INTERVAL_MS;
  return { since, until, isAlone: isNext && !hasOtherTrails };
}

export interface AssessOptions extends VerifyChainOptions {
  readonly now: Date;
  /** Whether a trail without digests delivers to the same place. */
  readonly hasUndigestedTrail: boolean;
}

/** What a verification of a place found. */
export interface Assessment {
  /** Of all trails of the place, and of files that no digest names. */
  readonly findings: readonly TrailFinding[];
  /** The time that was verified of the trail of the digest. */
  readonly range: TimeRange;
}

/**
 * Verifies the digests of a place in a range, the files that they name, and the files that none names.
 * @throws errors that make a verification impossible, such as denied access; they are no findings
 */
export async function assessPlace(
  digest: ArrivedDigest,
  { since, until }: Pick<AssessedScope, 'since' | 'until'>,
  options: AssessOptions,
): Promise<Assessment> {
  const at = { account: digest.accountId, region: digest.region };
  const trail = formatTrail(digest);
  const chains = await listChains(digest, { ...options, ...(since !== undefined && { since }), until });
  const named = new Set<string>();
  const covered: CoveredTime[] = [];
  const findings: TrailFinding[] = [];
  let [earliest, latest] = [since ?? until, until];
  for (const chain of chains) {
    const times = new CoveredTime(chain.digests);
    if (!chain.isBackfill) covered.push(times);
    // Of the first digest, the links to older ones are not followed.
    const limits = { ...options, since: since ?? until, until };
    for await (const finding of verifyChain(digest, chain, { named, times }, limits)) {
      findings.push(finding);
    }
    if (formatTrail(chain) !== trail) continue;
    if (times.earliest !== undefined && times.earliest < earliest) earliest = times.earliest;
    if (times.latest !== undefined) latest = later(times.latest, latest);
  }
  const range = { since: earliest, until: latest };
  const unnamed = findUnnamedFiles(digest, { named, covered }, { ...options, ...range });
  for await (const finding of unnamed) findings.push({ ...at, ...finding });
  return { findings, range };
}
