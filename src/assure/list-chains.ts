import { HOUR_MS, toTime } from '../time';
import { type DigestKey, parseDigestKey } from '../trail/digest-key';
import type { ObjectPlace } from '../trail/object-place';
import type { TimeRange } from './covered-time';
import type { TrailPlace, TrailSource } from './trail-source';

/** The digests of one trail, account and Region; those made as a backfill are a chain of their own. */
export interface DigestChain extends DigestKey {
  /** Newest first. */
  readonly digests: readonly ObjectPlace[];
}

interface ChainOptions extends Partial<TimeRange> {
  readonly source: TrailSource;
  readonly trailName?: string;
}

/** The chains of a place, each newest first, with the digests that concern the range: the last one may end an hour after it. */
export async function listChains(
  place: TrailPlace,
  { source, since, until, trailName }: ChainOptions,
): Promise<DigestChain[]> {
  const latest = until === undefined ? undefined : toTime(Date.parse(until) + HOUR_MS);
  const days = { ...(since !== undefined && { since }), ...(latest !== undefined && { until: latest }) };
  const chains = new Map<string, { key: DigestChain; digests: { endTime: string; place: ObjectPlace }[] }>();
  for await (const object of source.listDigests(place, days)) {
    const key = parseDigestKey(object.key);
    if (!key || (trailName !== undefined && key.trailName !== trailName)) continue;
    if ((since !== undefined && key.endTime < since) || (latest !== undefined && key.endTime > latest))
      continue;
    const name = `${key.trailName}/${key.homeRegion}/${key.isBackfill}`;
    const chain = chains.get(name) ?? { key: { ...key, digests: [] }, digests: [] };
    chains.set(name, chain);
    chain.digests.push({ endTime: key.endTime, place: object });
  }
  return [...chains.values()].map(({ key, digests }) => ({
    ...key,
    digests: digests.sort((a, b) => (a.endTime < b.endTime ? 1 : -1)).map((digest) => digest.place),
  }));
}
