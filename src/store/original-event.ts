import { deflateSync, inflateSync } from 'node:zlib';
import type { AuditRecord } from '../audit/audit-record';
import { AuditTrailError } from '../errors';
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
  resourceName: (record) => record.resources[0]?.split('/')[1],
};

const PIECES = Buffer.from(ORIGINAL_DICTIONARY.pieces);
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

/** Most originals deflate to a few hundred bytes; a buffer of the usual 16 KB for each would be garbage. */
const CHUNK_BYTES = 4_096;

const dictionaryFor = (record: AuditRecord): Buffer =>
  Buffer.concat([PIECES, Buffer.from(fillTemplate(record))]);

/**
 * Deflates the exact bytes of an event, in the zlib format with a dictionary that the record
 * completes. The format carries a checksum of the dictionary and one of the content.
 */
export const encodeOriginal = (original: Uint8Array, record: AuditRecord): Buffer =>
  deflateSync(original, { dictionary: dictionaryFor(record), chunkSize: CHUNK_BYTES });

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
