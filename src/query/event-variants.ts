import { toCopyId } from '../audit/event-identity';
import { AuditTrailError } from '../errors';
import type { AuditStore } from './audit-store';
import type { EventVariant } from './event-variant';

const NO_RECORD =
  ' Routine data events have no record of their own, and cannot be found by ID. Search for it by its table and time.';

/**
 * All variants of an event.
 * @throws AuditTrailError `NotFound` if there is no such event
 */
export async function findVariants(
  store: AuditStore,
  eventId: string,
  signal?: AbortSignal,
): Promise<readonly EventVariant[]> {
  const variants = await store.event(eventId, signal);
  if (variants.length > 0) return variants;
  const copyId = toCopyId(eventId);
  const hint =
    (await store.event(copyId, signal)).length > 0
      ? ` A row of a query was ingested as a copy of it, with the ID "${copyId}".`
      : '';
  const other = (await store.summarizes?.()) ? NO_RECORD : '';
  throw new AuditTrailError('NotFound', `No event with id "${eventId}" was found.${hint}${other}`);
}

/**
 * The exact bytes of the variants of an event.
 * @throws AuditTrailError `NotFound` if there is no such event or variant, or no bytes are kept
 */
export async function readOriginals(
  store: AuditStore,
  eventId: string,
  contentHash: string | undefined,
  signal?: AbortSignal,
): Promise<Uint8Array[]> {
  const variants = (await findVariants(store, eventId, signal)).filter(
    (variant) => contentHash === undefined || variant.contentHash === contentHash,
  );
  const originals = variants.flatMap(({ original }) => original ?? []);
  if (originals.length > 0) return originals;
  if (variants.length > 0) throw toMissingOriginal(eventId, variants);
  throw new AuditTrailError(
    'NotFound',
    `Event "${eventId}" has no variant with content hash "${contentHash}".`,
  );
}

/** The error for an event whose bytes are not kept. */
export function toMissingOriginal(eventId: string, variants: readonly EventVariant[]): AuditTrailError {
  const files = variants.flatMap(({ source }) => (source ? [`${source.bucket}/${source.key}`] : []));
  const from = files.length > 0 ? ` Read it from ${files.join(', ')}.` : '';
  return new AuditTrailError('NotFound', `The original of event "${eventId}" was too large to keep.${from}`);
}
