import { toTime } from '../time';
import { toDeliveryTime } from '../trail/digest-key';
import { classifyObjectKey } from '../trail/object-key';
import { formatPlace } from '../trail/object-place';
import { BACKFILL_DUE_MS, type CoveredTime, DELIVERY_MS, DIGEST_DUE_MS } from './covered-time';
import type { FileFinding } from './finding';
import type { LocationSet } from './location-set';
import type { TrailPlace, TrailSource } from './trail-source';

/** What the chains of a place say. */
interface SaidByDigests {
  /** Locations of the log files that valid digests name. */
  readonly named: Pick<LocationSet, 'has'>;
  /** The time that each chain covers. */
  readonly covered: readonly CoveredTime[];
}

interface UnnamedOptions {
  readonly source: TrailSource;
  readonly since?: string;
  readonly until?: string;
  readonly now: Date;
  /** Whether a trail without digests delivers to the same place: files may be its. Default: false. */
  readonly hasUndigestedTrail?: boolean;
}

/** Finds the log files that no valid digest names, and says why none does. */
export async function* findUnnamedFiles(
  place: TrailPlace,
  { named, covered }: SaidByDigests,
  options: UnnamedOptions,
): AsyncGenerator<Omit<FileFinding, 'account' | 'region'>> {
  const { source, since, until } = options;
  for await (const object of source.listLogFiles(place, options)) {
    const { key } = object;
    const folder = classifyObjectKey(key);
    if (folder.kind !== 'log-file' || named.has(source.toLocation(object))) continue;
    const delivered = toDeliveryTime(key);
    const [earliest, latest] = [
      delivered ?? `${folder.day}T00:00:00Z`,
      delivered ?? `${folder.day}T23:59:59Z`,
    ];
    if ((since !== undefined && latest < since) || (until !== undefined && earliest > until)) continue;
    const found = { kind: 'file', day: earliest.slice(0, 10), object: formatPlace(object) } as const;
    if (delivered === undefined) {
      yield { ...found, ...ODD_NAME };
      continue;
    }
    const chains = covered.filter((chain) => chain.isIn(object.bucket));
    yield { ...found, deliveredAt: delivered, ...toState(delivered, chains, options) };
  }
}

const ODD_NAME = {
  state: 'unreferenced',
  reason: 'not named by any digest, and CloudTrail does not name log files like this',
} as const;

function toState(
  delivered: string,
  covered: readonly CoveredTime[],
  { now, hasUndigestedTrail }: UnnamedOptions,
): Pick<FileFinding, 'state' | 'reason'> {
  const latest = toTime(Date.parse(delivered) + DELIVERY_MS);
  // Where several trails deliver, the file may be of any of them.
  const isCovered =
    covered.length > 0 && covered.every((chain) => chain.includes(delivered) && chain.includes(latest));
  const due = isCovered ? BACKFILL_DUE_MS : DIGEST_DUE_MS;
  if (Date.parse(delivered) > now.getTime() - due) return { state: 'pending' };
  // Nothing is wrong with it.
  if (isCovered && hasUndigestedTrail) return { state: 'uncovered' };
  return isCovered
    ? { state: 'unreferenced', reason: 'not named by any digest of its time' }
    : { state: 'uncovered', reason: 'no valid digest covers the time of its delivery' };
}
