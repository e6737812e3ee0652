import { hash } from 'node:crypto';
import { canonicalText } from '../native/canonical-text';
import { canonicalJson } from './canonical-json';
import type { JsonObject } from './json';

/**
 * What an event is, whatever the order of its keys and the spacing of its text: the first 16 hex
 * digits of SHA-256 over its canonical JSON.
 * @param original the text that the event was parsed from
 * @returns undefined if the event is nested too deep.
 */
export function computeContentHash(event: JsonObject, original: Uint8Array): string | undefined {
  const bytes = canonicalText(original) ?? canonicalJson(event);
  return bytes && hash('sha256', bytes, 'hex').slice(0, 16);
}

/** The id of an event: CloudTrail's, or `hash-` and the content hash where CloudTrail gave none. */
export function toEventId(event: JsonObject, contentHash: string): string {
  const { eventID } = event;
  return typeof eventID === 'string' && eventID !== '' ? eventID : `hash-${contentHash}`;
}
