import type { AuditedEvent, AuditRecord } from '../../audit/audit-record';
import { AuditTrailError } from '../../errors';
import { toExpiresAt } from '../expires-at';
import { EVENT_ID, EXPIRES_AT, INDEXES, type IndexSettings, indexValues, OCCURRED, PART } from '../indexes';
import { partitionPrefix, toEventTime, toOccurred, valueOfPartition } from '../lanes';
import { MAXIMUM_LISTED_RESOURCES, resourceKeys } from '../resource-keys';
import { boundedString, storableRecord } from '../storable-record';
import { decodeSummary } from './decode-summary';
import { encodeSummary } from './encode-summary';
import { addBinary, addMap, addNumber, addString, emptyItem, type ItemJson } from './item-json';
import { decodeSource, encodeSource, type ItemSource } from './item-source';
import { READABLE_FORMATS } from './item-summary';
import { decodeOriginal, encodeOriginal } from './original-event';

export type { ItemSource } from './item-source';

/** An event, and the log file that carried it. */
export interface StoredEvent extends AuditedEvent {
  readonly source: ItemSource;
}

/** The settings that decide what an item holds and which indexes it enters. */
export interface ItemSettings extends IndexSettings {
  /** Days to keep a record after its eventTime. Absent: keep forever. */
  readonly retentionDays?: number | undefined;
}

/** An item ready to be sent. */
export interface EncodedItem {
  /** The table key as one string. Items with the same key replace each other. */
  readonly key: string;
  /** The item as DynamoDB JSON. */
  readonly json: string;
  /** Bytes of `json` in UTF-8. */
  readonly jsonBytes: number;
  /** The size of the item by DynamoDB's rules. */
  readonly bytes: number;
}

/** A decoded item. */
export interface StoredRecord {
  readonly record: AuditRecord;
  /** Which variant of the event this is. */
  readonly contentHash: string;
  /** The log file. Only items of the table have it, not those of an index. */
  readonly source?: ItemSource;
  /**
   * The exact bytes of the event, inflated when read. Only items of the table have them, unless they were too
   * large. @throws AuditTrailError `InvalidItem` if they are damaged
   */
  readonly original: Uint8Array | undefined;
  /** Something was cut or left out to fit DynamoDB's limits. The log file is complete. */
  readonly truncated: boolean;
}

/** DynamoDB's limit for one item. */
export const MAXIMUM_ITEM_BYTES = 400 * 1024;
/** DynamoDB's limit for a sort key. */
const MAXIMUM_SORT_KEY_BYTES = 1_024;

/** The sort key of an event's item: one for each variant. */
export const eventPart = (contentHash: string): string => `event#${contentHash}`;

/** The sort key of a link item. It names the variant, so that variants do not replace each other's links. */
const resourcePart = (contentHash: string, resource: string): string =>
  boundedString(`resource#${contentHash}#${resource}`, MAXIMUM_SORT_KEY_BYTES);

/** The key by which items of the audit table replace each other, as one string. */
export const itemKey = (eventId: string, part: string): string => `${eventId}\n${part}`;

interface Encoding {
  readonly record: AuditRecord;
  readonly occurred: string;
  readonly prefix: string;
  readonly expiresAt: number | undefined;
}

const startItem = ({ record, occurred }: Encoding, part: string): ItemJson => {
  const item = emptyItem();
  addString(item, EVENT_ID, record.eventId);
  addString(item, PART, part);
  addString(item, OCCURRED, occurred);
  return item;
};

const finishItem = (item: ItemJson, encoding: Encoding, part: string, summary: ItemJson): EncodedItem => {
  addMap(item, 'summary', summary);
  if (encoding.expiresAt !== undefined) addNumber(item, EXPIRES_AT, encoding.expiresAt);
  const json = `{${item.json}}`;
  // Counting also flattens the string, which consists of a hundred parts. Until they are written, the parts
  // would cost more in garbage collection than everything else here.
  const jsonBytes = Buffer.byteLength(json);
  return { key: itemKey(encoding.record.eventId, part), json, jsonBytes, bytes: item.bytes };
};

/**
 * Encodes an event: one item for the event, which enters every index that has a value for it, and one link
 * item for each further key of the resource index, which enters only that index. The result depends on nothing
 * but the event and the settings.
 */
export function encodeItems(event: StoredEvent, settings: ItemSettings): EncodedItem[] {
  const { record, truncated } = storableRecord(event.record);
  const retention = settings.retentionDays;
  const encoding: Encoding = {
    record,
    occurred: toOccurred(record.eventTime, record.eventId),
    prefix: partitionPrefix(record),
    expiresAt:
      retention === undefined ? undefined : toExpiresAt(Date.parse(record.eventTime) / 1000, retention),
  };
  const isCut = truncated || record.resources.length > MAXIMUM_LISTED_RESOURCES;
  const summary = encodeSummary(record, isCut);
  const items = [encodeEvent(event, encoding, summary, settings)];
  const keys = resourceKeys(record);
  for (let index = 1; index < keys.length; index++) {
    const part = resourcePart(event.contentHash, keys[index]!);
    const link = startItem(encoding, part);
    addString(link, 'resource', encoding.prefix + keys[index]);
    items.push(finishItem(link, encoding, part, summary));
  }
  return items;
}

function encodeEvent(
  event: StoredEvent,
  encoding: Encoding,
  summary: ItemJson,
  settings: ItemSettings,
): EncodedItem {
  const { record, prefix } = encoding;
  const part = eventPart(event.contentHash);
  const item = startItem(encoding, part);
  for (const index of INDEXES) {
    const value = indexValues(index, record, settings)[0];
    if (value) addString(item, index.name, prefix + value);
  }
  addString(item, 'source', encodeSource(event.source, record));

  const { json, bytes, count } = item; // For the item that is too large with its original.
  addBinary(item, 'original', encodeOriginal(event.original, record));
  const whole = finishItem(item, encoding, part, summary);
  if (whole.bytes <= MAXIMUM_ITEM_BYTES) return whole;
  return finishItem({ json, bytes, count }, encoding, part, encodeSummary(record, true));
}

const PART_FORM = /^(event|resource)#([^#]*)/;

/** An item as the document client returns it: numbers, strings and binaries as JavaScript has them. */
export type StoredItem = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * Reads an item of the table or of an index.
 * @throws AuditTrailError `InvalidItem` for an item that `encodeItems` of this version does not write
 */
export function decodeItem(item: StoredItem): StoredRecord {
  const eventId = text(item[EVENT_ID]);
  const occurred = text(item[OCCURRED]);
  const part = text(item[PART]);
  const summary = item.summary as StoredItem | undefined;
  const [, , contentHash] = PART_FORM.exec(part ?? '') ?? [];
  if (!eventId || !occurred || !summary || contentHash === undefined) {
    throw new AuditTrailError(
      'InvalidItem',
      `Not an item of an audit table: ${JSON.stringify({ eventId, part })}.`,
    );
  }
  if (!READABLE_FORMATS.includes(Number(summary.format))) {
    throw new AuditTrailError(
      'InvalidItem',
      `Event ${eventId} has item format ${summary.format ?? 'none'}, but this version reads ${READABLE_FORMATS.join(' and ')}.`,
    );
  }
  const summarized = decodeSummary(summary);
  const resource = text(item.resource);
  const own = resource && valueOfPartition(resource);
  const resources =
    own && !summarized.resources.includes(own) ? [...summarized.resources, own] : summarized.resources;
  const record = { eventId, eventTime: toEventTime(occurred), ...summarized, resources };
  const encodedSource = text(item.source);
  const source = encodedSource === undefined ? undefined : decodeSource(encodedSource, record);
  const deflated = item.original as Uint8Array | undefined;
  return {
    record,
    contentHash,
    ...(source && { source }),
    get original() {
      return deflated && decodeOriginal(deflated, record);
    },
    truncated: summary.truncated === true,
  };
}
