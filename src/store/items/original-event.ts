import { deflateSync, inflateSync } from 'node:zlib';
import type { AuditRecord } from '../../audit/audit-record';
import { AuditTrailError } from '../../errors';
import { createDeflater, type Deflater } from '../../native/deflater';
import { ORIGINAL_DICTIONARY } from './original-dictionary';

/** What the placeholders of the dictionary's template stand for; nothing where the record has nothing. */
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

/** What follows the first slash, up to a second one. */
function betweenSlashes(resource: string): string | undefined {
  const start = resource.indexOf('/') + 1;
  if (start === 0) return undefined;
  const end = resource.indexOf('/', start);
  return end < 0 ? resource.slice(start) : resource.slice(start, end);
}

const FIELDS = Object.values(TEMPLATE_FIELDS);

/** Texts, and in their places the numbers of fields. */
const TEMPLATE = ORIGINAL_DICTIONARY.template
  .split(/\{(\w+)\}/)
  .map((part, index) => (index % 2 === 0 ? part : Object.keys(TEMPLATE_FIELDS).indexOf(part)));

let made: Deflater | undefined;
const deflater = (): Deflater => {
  made ??= createDeflater(ORIGINAL_DICTIONARY.pieces, TEMPLATE);
  return made;
};

const toFields = (record: AuditRecord): string[] => FIELDS.map((field) => field(record) ?? '');

/** Valid until the next call. */
const dictionaryFor = (record: AuditRecord): Buffer => deflater().dictionary(toFields(record));

/** Originals deflate to a few hundred bytes; a buffer of the usual 16 KB for each would be garbage. */
const CHUNK_BYTES = 4_096;

/**
 * Most originals deflate to half of this. Fixed codes suit what the dictionary foretells; where they make
 * more of it, much is new, and zlib's codes, made for the content, save more than they cost.
 */
const MOST_WITH_FIXED_CODES = 384;

/**
 * Deflates the exact bytes of an event, in the zlib format with a dictionary that the record
 * completes. The format carries a checksum of the dictionary and one of the content.
 */
export function encodeOriginal(original: Uint8Array, record: AuditRecord): Buffer {
  const deflated = deflater().deflate(original, toFields(record));
  if (deflated && deflated.length <= MOST_WITH_FIXED_CODES) return deflated;
  return deflateSync(original, { dictionary: dictionaryFor(record), chunkSize: CHUNK_BYTES });
}

/**
 * The exact bytes of the event.
 * @throws AuditTrailError `InvalidItem` if they are damaged, or belong to another record.
 */
export function decodeOriginal(deflated: Uint8Array, record: AuditRecord): Uint8Array {
  try {
    return inflateSync(deflated, { dictionary: dictionaryFor(record) });
  } catch (cause) {
    throw new AuditTrailError('InvalidItem', `The original of event ${record.eventId} cannot be read back.`, {
      cause,
    });
  }
}
