import type { NamedFile } from '../trail/digest-file';
import { parseDigestKey } from '../trail/digest-key';
import { formatPlace } from '../trail/object-place';
import type { DigestContext } from './check-digest';
import type { CheckedFile, CheckFile } from './check-file';
import { CoveredTime } from './covered-time';
import type { DigestFinding, FileFinding } from './finding';
import { mapInOrder } from './in-order';
import { type DigestChain, listChains } from './list-chains';
import type { TrailPlace } from './trail-source';
import { findUnnamedFiles } from './unnamed-files';
import { type ChainStep, walkChain } from './walk-chain';

/** What to verify. Times are texts such as `2026-03-14T10:00:00Z`, and those of delivery. */
export interface VerifyOptions extends DigestContext {
  readonly checkFile: CheckFile;
  /** Default: from the first digest on. If it is given, time without digests after it is not proven. */
  readonly since?: string;
  /** Default: to the last digest. If it is given, time without digests before it is not proven. */
  readonly until?: string;
  readonly account?: string;
  readonly region?: string;
  /** Only digests that an organization trail of this organization wrote. */
  readonly organizationId?: string;
  /** Only digests of the trail with this name. Log files that no digest names are then not looked for. */
  readonly trailName?: string;
  /** Time of the verification: log files that are younger than some hours are pending. */
  readonly now: Date;
  /** Maximum number of log files that are read at the same time. Default: 16. */
  readonly filesAtOnce?: number;
}

type TrailFinding = DigestFinding | FileFinding;

/** A log file that a valid digest names, before it is compared. */
interface FileToCheck {
  readonly file: NamedFile;
  readonly day: string;
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
  const { source, checkFile, filesAtOnce = 16 } = options;
  const at = { account: place.accountId, region: place.region };
  const named = new Set<string>();
  const covered: CoveredTime[] = [];
  const chains = await listChains(place, options);
  if (chains.every(({ isBackfill }) => isBackfill)) {
    for (const finding of findUncoveredRange(options)) yield { ...at, ...finding };
  }
  for (const chain of chains) {
    const times = new CoveredTime();
    // A backfill digest names late files of a time that another digest covers.
    if (!chain.isBackfill) covered.push(times);
    const steps = findInChain(chain, times, options);
    yield* mapInOrder(steps, filesAtOnce, async (step): Promise<TrailFinding> => {
      if (!('file' in step)) return { ...at, ...step };
      const { file, day } = step;
      named.add(source.toLocation(file));
      return { ...at, kind: 'file', day, object: formatPlace(file), ...toState(await checkFile(file)) };
    });
  }
  // Other trails may deliver to the same folder.
  if (options.trailName !== undefined) return;
  for await (const finding of findUnnamedFiles(place, { named, covered }, options))
    yield { ...at, ...finding };
}

type PlacelessDigest = Omit<DigestFinding, 'account' | 'region'>;

async function* findInChain(
  chain: DigestChain,
  times: CoveredTime,
  options: VerifyOptions,
): AsyncGenerator<PlacelessDigest | FileToCheck> {
  for await (const step of walkChain(chain, options.since, options)) {
    if ('hole' in step) {
      if (!chain.isBackfill) yield toHoleFinding(chain, step);
      continue;
    }
    const { place, checked } = step;
    const day = toDay((parseDigestKey(place.key) ?? chain).endTime);
    const found = {
      ...({ kind: 'digest', day, object: formatPlace(place) } as const),
      ...(chain.isBackfill && { isBackfill: true }),
    };
    if (checked.state !== 'valid') {
      yield { ...found, state: checked.state, reason: checked.reason };
      continue;
    }
    const covers = { since: checked.digest.startTime, until: checked.digest.endTime };
    yield { ...found, state: 'valid', covers };
    times.add(covers);
    for (const file of checked.digest.files) yield { file, day };
  }
  if (!chain.isBackfill) yield* findUncoveredEnds(chain, times, options);
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

/** Time at the ends of the asked range that no digest covers. */
function* findUncoveredEnds(
  chain: DigestChain,
  times: CoveredTime,
  { since, until }: VerifyOptions,
): Generator<PlacelessDigest> {
  const { earliest, latest } = times;
  if (earliest === undefined || latest === undefined) return;
  if (since !== undefined && earliest > since) {
    yield toHoleFinding(chain, { hole: 'gap', since, until: earliest });
  }
  if (until !== undefined && latest < until) {
    yield toHoleFinding(chain, { hole: 'gap', since: latest, until });
  }
}

function toHoleFinding(
  { trailName }: DigestChain,
  { hole, since, until }: Extract<ChainStep, { hole: unknown }>,
): PlacelessDigest {
  const reason =
    hole === 'missing'
      ? `no digests found between ${since} and ${until}`
      : `No log files were delivered by CloudTrail between ${since} and ${until}, or they have no digest`;
  return { kind: 'digest', state: hole, day: toDay(until), object: `trail ${trailName}`, reason };
}

const toState = ({ state, reason }: CheckedFile): CheckedFile => ({
  state,
  ...(reason !== undefined && { reason }),
});

const toDay = (time: string): string => time.slice(0, 10);
