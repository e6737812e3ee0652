import { createHash } from 'node:crypto';
import type { AuditRecord } from '../audit/audit-record';

/**
 * The longest string of a record, in bytes of UTF-8. DynamoDB's partition keys end at 2,048 bytes;
 * this leaves room for what an index key has before its value.
 */
export const MAXIMUM_STRING_BYTES = 2_000;

const HASH_MARK_BYTES = 65;

/**
 * A string of at most `maximumBytes` of UTF-8: the value itself, or as much of its beginning as
 * fits, `~`, and the SHA-256 of the whole in hex, so that different values stay different.
 */
export function boundedString(value: string, maximumBytes: number = MAXIMUM_STRING_BYTES): string {
  if (value.length * 3 <= maximumBytes) return value;
  const bytes = Buffer.from(value);
  if (bytes.length <= maximumBytes) return value;
  const hash = createHash('sha256').update(bytes).digest('hex');
  // A streaming decoder leaves out a character that the cut goes through.
  const beginning = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    bytes.subarray(0, maximumBytes - HASH_MARK_BYTES),
    { stream: true },
  );
  return `${beginning}~${hash}`;
}

/** DynamoDB holds UTF-8: half of a surrogate pair becomes U+FFFD, as everywhere else. */
const wellFormed = (value: string): string => value.toWellFormed();

/**
 * A string as the table holds it: as a key, in `summary`, and as what a query must look for.
 * Any string that CloudTrail writes stays itself.
 */
export const storableString = (value: string): string => boundedString(wellFormed(value));

const fits = (value = ''): boolean => value.length * 3 <= MAXIMUM_STRING_BYTES && value.isWellFormed();

/** Nearly every record is: to walk through its fields by name would take three times as long. */
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

/** A record whose every string can be stored, and whether any of them had to be cut for it. */
export interface StorableRecord {
  readonly record: AuditRecord;
  readonly truncated: boolean;
}

/** Makes every string of a record storable; a record without anything extraordinary is returned as it is. */
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
