import type { NamedFile } from '../trail/digest-file';
import { type DigestKey, parseDigestKey, toDeliveryTime } from '../trail/digest-key';
import { formatPlace } from '../trail/object-place';
import type { DigestContext } from './check-digest';
import type { CheckFile } from './check-file';
import type { CoveredTime, TimeRange } from './covered-time';
import type { DigestFinding, FileFinding } from './finding';
import { mapInOrder } from './in-order';
import type { DigestChain } from './list-chains';
import type { LocationSet } from './location-set';
import type { TrailPlace } from './trail-source';
import { type ChainStep, walkChain } from './walk-chain';

/** What to verify of a chain. Times are texts such as `2026-03-14T10:00:00Z`, and those of delivery. */
export interface VerifyChainOptions extends DigestContext {
  readonly checkFile: CheckFile;
  /** Default: from the first digest on. If it is given, time without digests after it is not proven. */
  readonly since?: string;
  /** Default: to the last digest. If it is given, time without digests before it is not proven. */
  readonly until?: string;
  /** Maximum number of log files that are read at the same time. Default: 16. */
  readonly filesAtOnce?: number;
}

export type TrailFinding = DigestFinding | FileFinding;
export type PlacelessDigest = Omit<DigestFinding, 'account' | 'region'>;

/** What the chains of a place say, as far as they were verified. */
export interface ChainNames {
  /** Locations of the log files that valid digests name. */
  readonly named: Pick<LocationSet, 'add'>;
  /** The time that the chain covers. */
  readonly times: CoveredTime;
}

/** A log file that a valid digest names, before it is compared. */
interface FileToCheck {
  readonly file: NamedFile;
  readonly day: string;
  readonly covers: TimeRange;
}

/**
 * Verifies one chain from its newest digest to the oldest, and every log file that a valid digest of it names.
 * @param names is added to
 */
export async function* verifyChain(
  { accountId: account, region }: TrailPlace,
  chain: DigestChain,
  { named, times }: ChainNames,
  options: VerifyChainOptions,
): AsyncGenerator<TrailFinding> {
  const { source, checkFile, filesAtOnce = 16 } = options;
  const trail = formatTrail(chain);
  const steps = findInChain(chain, times, options);
  yield* mapInOrder(steps, filesAtOnce, async (step): Promise<TrailFinding> => {
    if (!('file' in step)) return { account, region, trail, ...step };
    const { file, day, covers } = step;
    named.add(source.toLocation(file));
    const { state, reason } = await checkFile(file);
    // No spread: on Node 20, adding a property to a spread copy makes it six times as large.
    const found = {
      kind: 'file',
      account,
      region,
      day,
      trail,
      covers,
      object: formatPlace(file),
      state,
      deliveredAt: toDeliveryTime(file.key),
      firstEventTime: file.firstEventTime,
    } as const;
    return reason === undefined ? found : { ...found, reason };
  });
}

async function* findInChain(
  chain: DigestChain,
  times: CoveredTime,
  options: VerifyChainOptions,
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
    for (const file of checked.digest.files) yield { file, day, covers };
  }
  if (!chain.isBackfill) yield* findUncoveredEnds(chain, times, options);
}

/** Time at the ends of the asked range that no digest covers. */
function* findUncoveredEnds(
  chain: DigestChain,
  times: CoveredTime,
  { since, until }: VerifyChainOptions,
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
  const lacks = { since, until };
  return { kind: 'digest', state: hole, day: toDay(until), object: `trail ${trailName}`, reason, lacks };
}

/** A trail as coverage names it. Names are unique in a Region of an account. */
export const formatTrail = ({ trailName, homeRegion }: Pick<DigestKey, 'trailName' | 'homeRegion'>): string =>
  `${trailName}@${homeRegion}`;

export const toDay = (time: string): string => time.slice(0, 10);
