import type { ArrivedDigest } from '../src/assure/assess-place';
import type { Recheck } from '../src/assure/assure-message';
import { NOT_INGESTED } from '../src/assure/check-file';
import type { TimeRange } from '../src/assure/covered-time';
import type { FileFinding } from '../src/assure/finding';
import { formatPlace, parseLocation } from '../src/trail/object-place';
import { type AssessedDigest, assessDigest, findNews, storeAssessment, wasKnown } from './assure-digest';
import { formatBackfillCommand, isIdle, isLast, isQueueing } from './assure-healing';
import type { AssureParts } from './assure-parts';

/** Assesses a digest that arrived. Files that were not ingested are looked at again later. */
export async function takeDigest(digest: ArrivedDigest, parts: AssureParts): Promise<void> {
  const assessed = await assess(digest, parts);
  if (!assessed) return;
  // If the function is killed after this, the message comes again. If the result were stored first, the digests that it
  // leads to would then count as assessed before, and nobody would look at their files again.
  if (findOpenFiles(assessed).some((file) => isFirstSeen(file, assessed))) {
    await parts.healing.lookAgain(digest, 1, parts.signal);
  }
  await storeAssessment(assessed, parts);
}

/** Digests can come in any order, and again. The files of one that was assessed before are being looked at already. */
const isFirstSeen = ({ covers }: FileFinding, assessed: AssessedDigest): boolean =>
  covers === undefined || covers.until === assessed.digest.endTime || !wasKnown(assessed, covers);

/** Looks again at the files that a digest names. */
export async function recheckDigest(
  { digest, attempt }: Recheck,
  messageId: string,
  parts: AssureParts,
): Promise<void> {
  const { healing, signal, observer } = parts;
  if (isIdle(attempt)) return healing.lookAgain(digest, attempt + 1, signal);
  const assessed = await assess(digest, parts);
  if (!assessed) return;
  await storeAssessment(assessed, parts);
  const open = findOpenFiles(assessed);
  if (open.length === 0) return;
  if (isLast(attempt)) return observer.onLost(open);
  // A file that failed lies in the dead-letter queue, or is tried again. Queueing it would change nothing.
  const unknown = open.filter(({ reason }) => reason === NOT_INGESTED);
  if (isQueueing(attempt) && unknown.length > 0) {
    const files = unknown.map(({ object }) => parseLocation(object));
    const { queued, beyondLimit } = await healing.queue(digest, files, messageId, signal);
    observer.count('filesQueued', queued);
    if (beyondLimit > 0) observer.onTooMany(beyondLimit, formatBackfillCommand(digest, digest.endTime));
  }
  await healing.lookAgain(digest, attempt + 1, signal);
}

/**
 * Assesses a digest, and publishes what was not known before.
 * @param range what to assess. Default: what the digest lets us verify
 * @returns undefined for a digest that is not in a source. No request is made for it.
 */
export async function assess(
  digest: ArrivedDigest,
  parts: AssureParts,
  range?: TimeRange,
): Promise<AssessedDigest | undefined> {
  if (!parts.access.mayRead(digest)) {
    parts.observer.onOutsideOfSources(formatPlace(digest));
    return undefined;
  }
  const assessed = await assessDigest(digest, parts, range);
  for (const finding of findNews(assessed)) parts.observer.onFound(finding);
  parts.observer.publishFindings();
  return assessed;
}

const findOpenFiles = ({ findings }: AssessedDigest): FileFinding[] =>
  findings.filter(
    (finding): finding is FileFinding => finding.kind === 'file' && finding.state === 'notIngested',
  );
