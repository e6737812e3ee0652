import { type JsonObject, toObject } from '../audit/json';
import { AuditTrailError, toMessage } from '../errors';
import type { AuditStore } from './audit-store';
import type { EventPlace } from './event-place';
import type { EventVariant } from './event-variant';
import { findVariants, toMissingOriginal } from './event-variants';

/** CloudTrail's text for a value that it does not disclose. */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/**
 * The only event with an id.
 * @throws AuditTrailError `NotFound` `Ambiguous`
 */
export async function findOne(
  store: AuditStore,
  eventId: string,
  place?: EventPlace,
  signal?: AbortSignal,
): Promise<EventVariant> {
  const [variant, ...others] = await findVariants(store, eventId, place, signal);
  if (variant && others.length === 0) return variant;
  throw new AuditTrailError(
    'Ambiguous',
    `${others.length + 1} different events have the id "${eventId}". Compare their originals instead.`,
  );
}

/**
 * The JSON of an event in its log file.
 * @throws AuditTrailError `NotFound` if its bytes are not kept; `InvalidItem` if they cannot be read
 */
export function readEvent(variant: EventVariant): JsonObject {
  if (!variant.original) throw toMissingOriginal(variant.record.eventId, [variant]);
  try {
    return toObject(JSON.parse(new TextDecoder().decode(variant.original)));
  } catch (error) {
    throw new AuditTrailError(
      'InvalidItem',
      `The original of event "${variant.record.eventId}" cannot be read: ${toMessage(error)}`,
      { cause: error },
    );
  }
}

/**
 * What of an event cannot be compared.
 * @param isCompared whether a field of the event is compared
 */
export function describeCuts(
  { record, original }: EventVariant,
  isCompared: (field: string) => boolean,
): string[] {
  const { eventId, cutFields = [] } = record;
  const isHidden = original && Buffer.from(original).includes(HIDDEN);
  return [
    ...cutFields.filter(isCompared).map(toCut(eventId)),
    ...(isHidden
      ? [`CloudTrail hides a value of event "${eventId}" (${HIDDEN}), so a change of it cannot be seen.`]
      : []),
  ];
}

const toCut =
  (eventId: string) =>
  (field: string): string =>
    `CloudTrail cut the ${field === 'requestParameters' ? 'request parameters' : field} of event "${eventId}", so changes can be missing.`;
