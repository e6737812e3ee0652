import { hash } from 'node:crypto';
import type { JsonObject } from './json';

/** Objects and lists nested deeper than this are not events; CloudTrail's own go to 11. */
export const MAXIMUM_DEPTH = 500;

/**
 * What an event is, whatever the order of its keys and the spacing of its text: the first 16 hex
 * digits of SHA-256 over its canonical JSON in UTF-8.
 *
 * Canonical JSON is RFC 8785 of the parsed event: no spaces, keys sorted by their UTF-16 code
 * units, numbers as the nearest double written the way ECMAScript does, texts with only the
 * escapes that JSON demands. Where that standard refuses: half a surrogate pair is written as its
 * `\udxxx` escape, in small letters; a number too large for a double is written `null`; of a key
 * that occurs twice in an object the last one counts.
 * @returns undefined if the event is nested deeper than `MAXIMUM_DEPTH`.
 */
export function contentHashOf(event: JsonObject): string | undefined {
  const text = canonical(event, 0);
  return text === undefined ? undefined : hash('sha256', text, 'hex').slice(0, 16);
}

function canonical(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (depth === MAXIMUM_DEPTH) return undefined;
  let text = '';
  if (Array.isArray(value)) {
    for (const element of value) {
      const part = canonical(element, depth + 1);
      if (part === undefined) return undefined;
      text += text === '' ? part : `,${part}`;
    }
    return `[${text}]`;
  }
  const object = value as JsonObject;
  for (const key of Object.keys(object).sort()) {
    const part = canonical(object[key], depth + 1);
    if (part === undefined) return undefined;
    text += text === '' ? `${quoted(key)}:${part}` : `,${quoted(key)}:${part}`;
  }
  return `{${text}}`;
}

const NEEDS_ESCAPES = /["\\\u0000-\u001f\ud800-\udfff]/;

const quoted = (text: string): string => (NEEDS_ESCAPES.test(text) ? JSON.stringify(text) : `"${text}"`);

/** The id of an event: CloudTrail's, or `hash-` and the content hash where CloudTrail gave none. */
export function eventIdOf(event: JsonObject, contentHash: string): string {
  const { eventID } = event;
  return typeof eventID === 'string' && eventID !== '' ? eventID : `hash-${contentHash}`;
}
