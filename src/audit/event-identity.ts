import { hash } from 'node:crypto';
import { canonicalText } from '../native/canonical-text';
import { canonicalJson } from './canonical-json';
import type { JsonObject } from './json';

/**
 * Computes the content hash of an event: the first 16 hex digits of SHA-256 over its canonical JSON.
 * The order of keys and white space do not change it.
 * @param original the bytes that the event was parsed from
 * @returns undefined if the event is nested too deeply.
 */
export function computeContentHash(event: JsonObject, original: Uint8Array): string | undefined {
  const bytes = canonicalText(original) ?? canonicalJson(event);
  return bytes && hash('sha256', bytes, 'hex').slice(0, 16);
}

/** The id of an event: CloudTrail's `eventID`, or `hash-` and the content hash if there is none. */
export function toEventId(event: JsonObject, contentHash: string): string {
  const { eventID } = event;
  return typeof eventID === 'string' && eventID !== '' ? eventID : `hash-${contentHash}`;
}
