import { AuditTrailError, toMessage } from '../errors';
import { parseDigestKey } from '../trail/digest-key';
import { formatPlace } from '../trail/object-place';
import type { FailedOutcome, FileToIngest, ForwardDigests } from './ingest-context';

/**
 * Forwards the digests among the objects of messages. Never rejects.
 * @returns the outcome of each digest that could not be forwarded. Its message must come again.
 */
export async function forwardDigests(
  files: readonly FileToIngest[],
  forward: ForwardDigests | undefined,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<FileToIngest, FailedOutcome>> {
  const digests = forward ? files.filter(({ key }) => parseDigestKey(key) !== undefined) : [];
  if (!forward || digests.length === 0) return new Map();
  try {
    const refused = await forward(digests, signal);
    const failed = digests.filter((digest) => refused.has(digest));
    return new Map(failed.map((digest) => [digest, toFailure(digest, refused.get(digest))]));
  } catch (error) {
    return new Map(digests.map((digest) => [digest, toFailure(digest, error)]));
  }
}

function toFailure(digest: FileToIngest, cause: unknown): FailedOutcome {
  const reason = `The digest could not be forwarded: ${toMessage(cause)}`;
  const error = new AuditTrailError('ServiceFailed', `${formatPlace(digest)}: ${reason}`, { cause });
  return { status: 'failed', reason, error };
}
