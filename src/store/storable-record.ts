import { createHash } from 'node:crypto';
import type { AuditRecord } from '../audit/audit-record';

/**
 * Maximum length of a string in a record, in bytes of UTF-8. DynamoDB allows partition keys of 2,048 bytes; the
 * rest is for the prefix of an index key.
 */
export const MAXIMUM_STRING_BYTES = 2_000;

const HASH_MARK_BYTES = 65;

/**
 * Limits a string to `maximumBytes` of UTF-8. A longer string becomes as much of its beginning as fits, `~`, and
 * its SHA-256 in hex, so that different values stay different.
 */
export function boundedString(value: string, maximumBytes: number = MAXIMUM_STRING_BYTES): string {
  if (value.length * 3 <= maximumBytes) return value;
  const bytes = Buffer.from(value);
  if (bytes.length <= maximumBytes) return value;
  const hash = createHash('sha256').update(bytes).digest('hex');
  // A streaming decoder drops an incomplete character at the end.
  const beginning = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    bytes.subarray(0, maximumBytes - HASH_MARK_BYTES),
    { stream: true },
  );
  return `${beginning}~${hash}`;
}

/** DynamoDB stores UTF-8, so an unpaired surrogate becomes U+FFFD. */
const wellFormed = (value: string): string => value.toWellFormed();

/**
 * A string as the table stores it, in keys and in `summary`. Queries must look for this form. Strings that
 * CloudTrail writes do not change.
 */
export const storableString = (value: string): string => boundedString(wellFormed(value));

const fits = (value = ''): boolean => value.length * 3 <= MAXIMUM_STRING_BYTES && value.isWellFormed();

/** True for most records. A loop over the fields by name would take three times as long. */
const isStorable = (record: AuditRecord): boolean =>
  fits(record.eventId) &&
  fits(record.eventTime) &&
  fits(record.eventSource) &&
  fits(record.eventName) &&
  fits(record.errorCode) &&
  fits(record.accountId) &&
  fits(record.region) &&
  fits(record.sourceIp) &&
  fits(record.accessKeyId) &&
  fits(record.userAgent) &&
  fits(record.principal.id) &&
  fits(record.principal.type) &&
  fits(record.principal.name) &&
  fits(record.principal.session) &&
  fits(record.principal.sourceIdentity) &&
  fits(record.principal.onBehalfOf) &&
  fits(record.originalEventId) &&
  fits(record.sharedEventId) &&
  record.resources.every((resource) => fits(resource));

/** A record with strings that can be stored, and whether any of them was cut. */
export interface StorableRecord {
  readonly record: AuditRecord;
  readonly truncated: boolean;
}

/** Makes every string of a record storable. Returns the record itself if nothing has to change. */
export function storableRecord(record: AuditRecord): StorableRecord {
  if (isStorable(record)) return { record, truncated: false };
  let truncated = false;
  const storable = (value: unknown): unknown => {
    if (typeof value === 'string') {
      truncated ||= Buffer.byteLength(value) > MAXIMUM_STRING_BYTES;
      return storableString(value);
    }
    if (Array.isArray(value)) return value.map(storable);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, storable(member)]));
  };
  return { record: storable(record) as AuditRecord, truncated };
}
