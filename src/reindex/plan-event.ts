import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditRecord } from '../audit/audit-record';
import { auditEvent, type ClassifyOptions } from '../audit/classify';
import type { JsonObject } from '../audit/json';
import { toMessage } from '../errors';
import { EXPIRES_AT, INDEX_NAMES, type IndexSettings, PART } from '../store/indexes';
import { decodeItem, encodeItems, eventPart } from '../store/items/item';

/** An item as DynamoDB sends it. */
export type RawItem = Record<string, AttributeValue>;

export interface MeaningOptions {
  readonly classify: ClassifyOptions;
  readonly indexes: IndexSettings;
}

/** What a stored event becomes. */
export type EventPlan =
  | { readonly kind: 'left'; readonly eventId: string; readonly reason: string }
  | {
      readonly kind: 'stored';
      readonly event: RawItem;
      readonly links: readonly RawItem[];
      /** What the event's item itself changes; empty if it stays as it is. */
      readonly changes: readonly string[];
    };

/** Gives a stored event the meaning of this version. Its time of expiry and its log file stay as they are. */
export function planEvent(stored: RawItem, { classify, indexes }: MeaningOptions): EventPlan {
  const eventId = stored.eventId?.S ?? '';
  const left = (reason: string): EventPlan => ({ kind: 'left', eventId, reason });
  try {
    const { record: before, contentHash, original, source } = decodeItem(unmarshall(stored));
    if (original === undefined) return left('The item has no original, because it was too large.');
    if (source === undefined) return left('The item does not name its log file.');
    const event = JSON.parse(Buffer.from(original).toString()) as JsonObject;
    const audited = auditEvent(event, original, classify);
    if (audited.kind === 'rejected') return left(audited.reason);
    // Other keys would make a second event of it.
    if (audited.event.record.eventId !== eventId || audited.event.contentHash !== contentHash) {
      return left('The original belongs to another event.');
    }
    const encoded = encodeItems({ ...audited.event, source }, indexes);
    const [own, ...links] = encoded.map(({ json }) => toRawItem(json, stored[EXPIRES_AT]));
    if (own?.[PART]?.S !== eventPart(contentHash)) return left('The event has no item.');
    return { kind: 'stored', event: own, links, changes: findChanges(stored, own, before) };
  } catch (error) {
    return left(toMessage(error));
  }
}

function toRawItem(json: string, expiresAt: AttributeValue | undefined): RawItem {
  const item = JSON.parse(json) as RawItem & { original?: { B: unknown } };
  if (item.original) item.original.B = Buffer.from(String(item.original.B), 'base64') as never;
  if (expiresAt) item[EXPIRES_AT] = expiresAt;
  return item;
}

const FIELDS: readonly (keyof AuditRecord)[] = [
  'risk',
  'category',
  'categories',
  'access',
  'plane',
  'outcome',
  'resources',
  'principal',
];

function findChanges(stored: RawItem, next: RawItem, before: AuditRecord): string[] {
  const after = decodeItem(unmarshall(next)).record;
  const changes = FIELDS.filter((name) => !isDeepStrictEqual(before[name], after[name])) as string[];
  for (const name of INDEX_NAMES) {
    const [was, is] = [stored[name]?.S, next[name]?.S];
    if (was === is) continue;
    if (was !== undefined) changes.push(`index ${name} removed`);
    if (is !== undefined) changes.push(`index ${name} added`);
  }
  if (changes.length > 0 || isDeepStrictEqual(toComparable(stored), toComparable(next))) return changes;
  return ['other fields'];
}

/** The stored deflated bytes may differ from release to release without another content. */
const toComparable = ({ original, ...rest }: RawItem) => rest;
