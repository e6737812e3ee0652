import { HOUR_MS } from '../time';
import { parseDigestKey } from '../trail/digest-key';
import { formatPlace, type ObjectPlace } from '../trail/object-place';
import { type CheckedDigest, checkDigest, type DigestContext } from './check-digest';
import { mapInOrder } from './in-order';
import type { DigestChain } from './list-chains';

export type ValidDigest = Extract<CheckedDigest, { state: 'valid' }>;

/** A digest of a chain, or a time that has none. */
export type ChainStep =
  | { readonly place: ObjectPlace; readonly checked: CheckedDigest }
  | { readonly hole: 'missing' | 'gap'; readonly since: string; readonly until: string };

const DIGESTS_AT_ONCE = 8;
/** CloudTrail delivers a digest for each hour. */
const INTERVAL_MS = HOUR_MS;

/**
 * Verifies a chain of digests from the newest to the oldest: each by itself, and that each is the one that the digest
 * after it names. After a digest that fails, it continues with the next older one.
 * @param since how far to follow links: to the digest that covers this time
 */
export async function* walkChain(
  chain: DigestChain,
  since: string | undefined,
  context: DigestContext,
): AsyncGenerator<ChainStep> {
  const walk = new ChainWalk(context.source.toLocation);
  const check = async (place: ObjectPlace) => ({ place, checked: await checkDigest(place, chain, context) });
  for await (const listed of mapInOrder(chain.digests, DIGESTS_AT_ONCE, check)) {
    // A link leads past what is listed if the digest is missing, or lies in another bucket.
    for (let linked = walk.linkBefore(listed.place); linked; linked = walk.linkBefore(listed.place)) {
      yield* walk.take(await check(linked));
    }
    yield* walk.take(listed);
  }
  for (let linked = walk.linkSince(since); linked; linked = walk.linkSince(since)) {
    yield* walk.take(await check(linked));
  }
}

/** Where a walk stands: the last valid digest, and what was wrong since then. */
class ChainWalk {
  private newer: ValidDigest | undefined;
  /** Whether the digest that `newer` names is still to come. */
  private isLinked = false;
  /** Digests since `newer` that failed. Each stands for an hour that is not covered. */
  private failed = 0;

  constructor(private readonly toLocation: (place: ObjectPlace) => string) {}

  /** The digest that is named by the last one and is not the listed one, but newer or in another bucket. */
  linkBefore(listed: ObjectPlace): ObjectPlace | undefined {
    const linked = this.link;
    if (!linked || this.isSame(linked, listed)) return undefined;
    return toEndTime(linked) >= toEndTime(listed) ? linked : undefined;
  }

  /** The digest that is named by the last one, unless that one already reaches the time. */
  linkSince(since: string | undefined): ObjectPlace | undefined {
    const { link, newer } = this;
    return link && (since === undefined || newer!.digest.startTime >= since) ? link : undefined;
  }

  *take({ place, checked }: { place: ObjectPlace; checked: CheckedDigest }): Generator<ChainStep> {
    const { link } = this;
    const isNamed = link !== undefined && this.isSame(link, place);
    // The link says in which bucket the object should lie, also where a source does not know it.
    const named = isNamed ? link : place;
    if (link && !isNamed) {
      yield { place, checked: checked.state === 'valid' ? UNNAMED : checked };
      return;
    }
    if (isNamed) this.isLinked = false;
    const linked = isNamed ? checkLink(this.newer!, checked) : checked;
    if (linked.state !== 'valid') {
      this.failed += 1;
      yield { place: named, checked: linked };
      return;
    }
    const hole = this.newer && this.findHole(this.newer, linked);
    if (hole) yield hole;
    this.newer = linked;
    this.isLinked = linked.digest.previous !== undefined;
    this.failed = 0;
    yield { place: linked.digest.place, checked: linked };
  }

  private get link(): ObjectPlace | undefined {
    return this.isLinked ? this.newer?.digest.previous : undefined;
  }

  private isSame(one: ObjectPlace, other: ObjectPlace): boolean {
    return this.toLocation(one) === this.toLocation(other);
  }

  private findHole(newer: ValidDigest, older: ValidDigest): ChainStep | undefined {
    const [since, until] = [older.digest.endTime, newer.digest.startTime];
    const hours = Math.round((Date.parse(until) - Date.parse(since)) / INTERVAL_MS);
    if (since >= until) return undefined;
    // A starting digest, or one that AWS itself linked to an earlier time: nothing was due between them.
    if (this.failed === 0) return { hole: 'gap', since, until };
    return hours > this.failed ? { hole: 'missing', since, until } : undefined;
  }
}

const UNNAMED: CheckedDigest = { state: 'invalid', reason: 'is not named by the digest after it' };

const toEndTime = ({ key }: ObjectPlace): string => parseDigestKey(key)?.endTime ?? '';

/** Compares a digest with what the digest after it says of it. */
function checkLink({ digest }: ValidDigest, older: CheckedDigest): CheckedDigest {
  const named = digest.previous;
  if (!named || !('sha256' in older)) return older;
  const after = `the digest after it, ${formatPlace(digest.place)}`;
  // Also if its own key is not known: a changed digest may name a key that does not exist.
  if (older.sha256 !== named.sha256) return { state: 'invalid', reason: `hash value doesn't match ${after}` };
  if (older.state !== 'valid') return older;
  if (older.signature !== named.signature.toLowerCase()) {
    return { state: 'invalid', reason: `signature doesn't match ${after}` };
  }
  if (older.digest.startTime >= digest.startTime) {
    return { state: 'invalid', reason: `does not start before ${after}` };
  }
  return older;
}
