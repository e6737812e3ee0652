import { toCopyId } from '../audit/event-identity';
import { AuditTrailError } from '../errors';
import type { AuditStore } from './audit-store';
import type { EventPlace } from './event-place';
import type { EventVariant } from './event-variant';
import { findSummarized } from './find-summarized';

/**
 * All variants of an event, ordered by content hash. One without a record of its own is read from its log file.
 * @param place where to look for it. If it is given, variants without a record are looked for beside those with one.
 * @throws AuditTrailError `NotFound` if there is no such event, with what was searched; as `resolvePlace`
 */
export async function findVariants(
  store: AuditStore,
  eventId: string,
  place: EventPlace = {},
  signal?: AbortSignal,
): Promise<readonly EventVariant[]> {
  const stored = await store.event(eventId, signal);
  const isWhole = stored.some(({ record }) => record.plane === 'control') || !isGiven(place);
  if (stored.length > 0 && isWhole) return stored;
  const { variants, searched } = await findSummarized(store, eventId, place, signal);
  if (stored.length + variants.length > 0) return joinVariants(stored, variants);
  const copyId = toCopyId(eventId);
  const hint =
    (await store.event(copyId, signal)).length > 0
      ? ` A row of a query was ingested as a copy of it, with the ID "${copyId}".`
      : '';
  const more = searched && ` ${searched}`;
  throw new AuditTrailError('NotFound', `No event with id "${eventId}" was found.${hint}${more}`);
}

const isGiven = (place: EventPlace): boolean => Object.values(place).some((value) => value !== undefined);

function joinVariants(stored: readonly EventVariant[], others: readonly EventVariant[]): EventVariant[] {
  const byHash = new Map([...others, ...stored].map((variant) => [variant.contentHash, variant]));
  return [...byHash.values()].sort((one, other) => (one.contentHash < other.contentHash ? -1 : 1));
}

/**
 * The exact bytes of the variants of an event.
 * @throws AuditTrailError `NotFound` if there is no such event or variant, or no bytes are kept
 */
export async function readOriginals(
  store: AuditStore,
  eventId: string,
  contentHash: string | undefined,
  place?: EventPlace,
  signal?: AbortSignal,
): Promise<Uint8Array[]> {
  const variants = (await findVariants(store, eventId, place, signal)).filter(
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
