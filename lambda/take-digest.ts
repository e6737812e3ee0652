import type { ArrivedDigest } from '../src/assure/assess-place';
import type { Recheck } from '../src/assure/assure-message';
import { NOT_INGESTED } from '../src/assure/check-file';
import type { TimeRange } from '../src/assure/covered-time';
import type { FileFinding } from '../src/assure/finding';
import { formatPlace, parseLocation } from '../src/trail/object-place';
import { type AssessedDigest, assessDigest, findNews } from './assure-digest';
import { formatBackfillCommand, isIdle, isLast, isQueueing } from './assure-healing';
import type { AssureParts } from './assure-parts';

/** Assesses a digest that arrived. Files that were not ingested are looked at again later. */
export async function takeDigest(digest: ArrivedDigest, parts: AssureParts): Promise<void> {
  const assessed = await assess(digest, parts);
  if (!assessed) return;
  const open = findOpenFiles(assessed);
  const isNew = open.some(
    ({ covers }) => covers === undefined || covers.until > (assessed.before?.end ?? ''),
  );
  // Files of earlier digests are being looked at already.
  if (isNew) await parts.healing.lookAgain(digest, 1, parts.signal);
}

/** Looks again at the files that a digest names. */
export async function recheckDigest(
  { digest, attempt }: Recheck,
  messageId: string,
  parts: AssureParts,
): Promise<void> {
  const { healing, signal, observer } = parts;
  if (isIdle(attempt)) return healing.lookAgain(digest, attempt + 1, signal);
  const assessed = await assess(digest, parts);
  const open = assessed ? findOpenFiles(assessed) : [];
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
 * Assesses a digest, and notes what was not known before.
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
  return assessed;
}

const findOpenFiles = ({ findings }: AssessedDigest): FileFinding[] =>
  findings.filter(
    (finding): finding is FileFinding => finding.kind === 'file' && finding.state === 'notIngested',
  );
