import { deflateSync, inflateSync } from 'node:zlib';
import type { AuditRecord } from '../audit/audit-record';
import { AuditTrailError } from '../errors';
import { createDeflater, type Deflater } from './deflater';
import { ORIGINAL_DICTIONARY } from './original-dictionary';
import { MAXIMUM_STRING_BYTES } from './storable-record';

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
  resourceName: (record) => record.resources[0]?.split('/')[1],
};

/** Text and placeholder names in turn. */
const TEMPLATE = ORIGINAL_DICTIONARY.template.split(/\{(\w+)\}/);

const fillTemplate = (record: AuditRecord): string => {
  let filled = '';
  for (let index = 0; index < TEMPLATE.length; index += 2) {
    const name = TEMPLATE[index + 1];
    filled += TEMPLATE[index];
    if (name !== undefined) filled += TEMPLATE_FIELDS[name]!(record) ?? '';
  }
  return filled;
};

/** Holds the dictionary of one event after the other: one for each would be most of the garbage. */
const dictionary = Buffer.alloc(
  Buffer.byteLength(ORIGINAL_DICTIONARY.pieces) +
    Buffer.byteLength(ORIGINAL_DICTIONARY.template) +
    (TEMPLATE.length >> 1) * MAXIMUM_STRING_BYTES,
);
const piecesBytes = dictionary.write(ORIGINAL_DICTIONARY.pieces);

/** Valid until the next call. */
const dictionaryFor = (record: AuditRecord): Buffer =>
  dictionary.subarray(0, piecesBytes + dictionary.write(fillTemplate(record), piecesBytes));

let deflate: Deflater | undefined;

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
  deflate ??= createDeflater(dictionary.subarray(0, piecesBytes));
  const ofRecord = dictionaryFor(record);
  const deflated = deflate(original, ofRecord);
  if (deflated && deflated.length <= MOST_WITH_FIXED_CODES) return deflated;
  return deflateSync(original, { dictionary: ofRecord, chunkSize: CHUNK_BYTES });
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
