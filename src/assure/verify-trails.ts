import { CoveredTime } from './covered-time';
import { listChains } from './list-chains';
import { LocationSet } from './location-set';
import type { TrailPlace } from './trail-source';
import { findUnnamedFiles } from './unnamed-files';
import {
  type PlacelessDigest,
  type TrailFinding,
  toDay,
  type VerifyChainOptions,
  verifyChain,
} from './verify-chain';

/** What to verify. */
export interface VerifyOptions extends VerifyChainOptions {
  readonly account?: string;
  readonly region?: string;
  /** Only digests that an organization trail of this organization wrote. */
  readonly organizationId?: string;
  /** Only digests of the trail with this name. Log files that no digest names are then not looked for. */
  readonly trailName?: string;
  /** Time of the verification: log files that are younger than some hours are pending. */
  readonly now: Date;
}

/**
 * Verifies trails: every chain of digests, every log file that a valid digest names, and the log files that none
 * names. Findings come as they are made, place by place, each chain from the newest digest to the oldest. Memory holds
 * the keys of one account and Region at a time.
 * @throws errors that make a verification impossible, such as denied access to a bucket; they are no findings
 */
export async function* verifyTrails(options: VerifyOptions): AsyncGenerator<TrailFinding> {
  for await (const place of options.source.listPlaces()) {
    if (isAsked(place, options)) yield* verifyPlace(place, options);
  }
}

const isAsked = (place: TrailPlace, { account, region, organizationId }: VerifyOptions): boolean =>
  (account === undefined || account === place.accountId) &&
  (region === undefined || region === place.region) &&
  (organizationId === undefined || organizationId === place.organizationId);

async function* verifyPlace(place: TrailPlace, options: VerifyOptions): AsyncGenerator<TrailFinding> {
  const at = { account: place.accountId, region: place.region };
  const named = new LocationSet();
  const covered: CoveredTime[] = [];
  const chains = await listChains(place, options);
  if (chains.every(({ isBackfill }) => isBackfill)) {
    for (const finding of findUncoveredRange(options)) yield { ...at, ...finding };
  }
  for (const chain of chains) {
    const times = new CoveredTime(chain.digests);
    // A backfill digest names late files of a time that another digest covers.
    if (!chain.isBackfill) covered.push(times);
    yield* verifyChain(place, chain, { named, times }, options);
  }
  // Other trails may deliver to the same folder.
  if (options.trailName !== undefined) return;
  for await (const finding of findUnnamedFiles(place, { named, covered }, options))
    yield { ...at, ...finding };
}

/** The asked range, if a place has no digests in it. */
function* findUncoveredRange({ since, until }: VerifyOptions): Generator<PlacelessDigest> {
  const limit = until ?? since;
  if (limit === undefined) return;
  const range = [since && ` since ${since}`, until && ` until ${until}`].filter(Boolean).join('');
  yield {
    kind: 'digest',
    state: 'gap',
    day: toDay(limit),
    object: 'all trails',
    reason: `no digests found${range}`,
  };
}
