import { hash } from 'node:crypto';
import { withCanonicalText } from '../native/canonical-text';
import { nativeEnabled } from '../native/enabled';
import { canonicalJson } from './canonical-json';
import type { JsonObject } from './json';

/**
 * Computes the content hash of an event: the first 16 hex digits of SHA-256 over its canonical JSON.
 * The order of keys and white space do not change it.
 * @param original the bytes that the event was parsed from
 * @returns undefined if the event is nested too deeply.
 */
export function computeContentHash(event: JsonObject, original: Uint8Array): string | undefined {
  const fast = nativeEnabled() ? withCanonicalText(original, hashContent) : undefined;
  if (fast !== undefined) return fast;
  const bytes = canonicalJson(event);
  return bytes && hashContent(bytes);
}

const hashContent = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex').slice(0, 16);

/** The id of an event: CloudTrail's `eventID`, or `hash-` and the content hash if there is none. */
export function toEventId(event: JsonObject, contentHash: string): string {
  const { eventID } = event;
  return typeof eventID === 'string' && eventID !== '' ? eventID : `hash-${contentHash}`;
}

/**
 * The id of a copy of an event that has lost its exact form, such as a row of a query. It differs from the
 * event's own id, so that the copy is not taken for an altered variant of the event.
 */
export const toCopyId = (eventId: string): string => `${COPY}${eventId}`;

/** The id of the event that the event with this id is a copy of; undefined if it is no copy. */
export const parseCopyId = (eventId: string): string | undefined =>
  eventId.startsWith(COPY) ? eventId.slice(COPY.length) : undefined;

const COPY = 'copy-';
