import { deflateSync, inflateSync } from 'node:zlib';
import type { AuditRecord } from '../../audit/audit-record';
import { AuditTrailError } from '../../errors';
import { Deflater } from '../../native/deflater';
import { nativeEnabled } from '../../native/enabled';
import { ORIGINAL_DICTIONARY } from './original-dictionary';

/** The values of the placeholders in the dictionary's template; undefined where the record has none. */
export const TEMPLATE_FIELDS: Readonly<Record<string, (record: AuditRecord) => string | undefined>> = {
  eventId: (record) => record.eventId,
  eventTime: (record) => record.eventTime,
  eventDate: (record) => record.eventTime.slice(0, 10),
  eventSource: (record) => record.eventSource,
  eventName: (record) => record.eventName,
  errorCode: (record) => record.errorCode,
  accountId: (record) => record.accountId,
  awsRegion: (record) => record.region,
  sourceIPAddress: (record) => record.sourceIp,
  accessKeyId: (record) => record.accessKeyId,
  userAgent: (record) => record.userAgent,
  principalId: (record) => record.principal.id,
  principalType: (record) => record.principal.type,
  principalName: (record) => record.principal.name,
  sessionName: (record) => record.principal.session,
  resource: (record) => record.resources[0],
  resourceName: (record) => betweenSlashes(record.resources[0] ?? ''),
};

/** The text between the first and the second slash. */
function betweenSlashes(resource: string): string | undefined {
  const start = resource.indexOf('/') + 1;
  if (start === 0) return undefined;
  const end = resource.indexOf('/', start);
  return end < 0 ? resource.slice(start) : resource.slice(start, end);
}

const FIELDS = Object.values(TEMPLATE_FIELDS);

/** Texts, and numbers of fields in their places. */
const TEMPLATE = ORIGINAL_DICTIONARY.template
  .split(/\{(\w+)\}/)
  .map((part, index) => (index % 2 === 0 ? part : Object.keys(TEMPLATE_FIELDS).indexOf(part)));

const deflater = new Deflater(ORIGINAL_DICTIONARY.pieces, TEMPLATE);

const toFields = (record: AuditRecord): string[] => FIELDS.map((field) => field(record) ?? '');

/** The dictionary with these fields. */
function toDictionary(fields: readonly string[]): Buffer {
  const parts = TEMPLATE.map((part) => (typeof part === 'number' ? fields[part] : part));
  return Buffer.from(ORIGINAL_DICTIONARY.pieces + parts.join(''));
}

/** Originals deflate to a few hundred bytes; a buffer of the usual 16 KB for each would be garbage. */
const CHUNK_BYTES = 4_096;

/**
 * Most originals deflate to half of this. The deflater's fixed codes suit contents that the dictionary
 * predicts. Where the result is longer, much of the content is new, and zlib's codes, made for the content,
 * save more than they cost.
 */
const MOST_WITH_FIXED_CODES = 384;

/**
 * Deflates the exact bytes of an event, in the zlib format with a dictionary that the record completes. The
 * format has a checksum of the dictionary and one of the content.
 */
export function encodeOriginal(original: Uint8Array, record: AuditRecord): Buffer {
  const fields = toFields(record);
  const deflated = nativeEnabled() ? deflater.deflate(original, fields) : undefined;
  if (deflated && deflated.length <= MOST_WITH_FIXED_CODES) return deflated;
  return deflateSync(original, { dictionary: toDictionary(fields), chunkSize: CHUNK_BYTES });
}

/**
 * Inflates the exact bytes of an event.
 * @throws AuditTrailError `InvalidItem` if they are damaged, or belong to another record.
 */
export function decodeOriginal(deflated: Uint8Array, record: AuditRecord): Uint8Array {
  try {
    return inflateSync(deflated, { dictionary: toDictionary(toFields(record)) });
  } catch (cause) {
    throw new AuditTrailError(
      'InvalidItem',
      `Cannot inflate the original of event ${record.eventId}: it is damaged or belongs to another record.`,
      { cause },
    );
  }
}
