import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { findTables } from '../activity/activity-group';
import type { AuditRecord } from '../audit/audit-record';
import { auditEvent, type ClassifyOptions } from '../audit/classify';
import type { JsonObject } from '../audit/json';
import type { Change } from '../audit/record-changes';
import { toMessage } from '../errors';
import { EXPIRES_AT, type IndexSettings, PART } from '../store/indexes';
import { type EventLinks, toEventLinks } from '../store/items/event-links';
import { decodeItem, encodeItems, eventPart } from '../store/items/item';
import { findChanges } from './find-changes';
import { parseRawItem, type RawItem } from './raw-item';

export interface MeaningOptions {
  readonly classify: ClassifyOptions;
  readonly indexes: IndexSettings;
}

/** An event that cannot be read again, and why. */
export interface LeftEvent {
  readonly kind: 'left';
  readonly eventId: string;
  readonly reason: string;
}

/** An event with the meaning of this version. */
export interface StoredPlan {
  readonly kind: 'stored';
  readonly record: AuditRecord;
  /** Whether a version that made entries made one of the event. */
  readonly hadEntry: boolean;
  readonly event: RawItem;
  readonly linkItems: readonly RawItem[];
  readonly links: EventLinks;
  /** What the event's item itself changes; empty if it stays as it is. */
  readonly changes: readonly Change[];
}

/** What a stored event becomes. */
export type EventPlan = LeftEvent | StoredPlan;

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
    const encoded = encodeItems({ ...audited.event, source }, indexes);
    const links = toEventLinks(contentHash, encoded);
    // Other keys would make a second event of it.
    if (links.eventId !== eventId || audited.event.contentHash !== contentHash) {
      return left('The original belongs to another event.');
    }
    const [own, ...linkItems] = encoded.map(({ json }) => toRawItem(json, stored[EXPIRES_AT]));
    if (own?.[PART]?.S !== eventPart(contentHash)) return left('The event has no item.');
    const { record } = audited.event;
    const changes = findChanges(stored, own, before);
    const hadEntry = findTables(before).length > 0;
    return { kind: 'stored', record, hadEntry, event: own, linkItems, links, changes };
  } catch (error) {
    return left(toMessage(error));
  }
}

function toRawItem(json: string, expiresAt: AttributeValue | undefined): RawItem {
  const item = parseRawItem(json);
  if (expiresAt) item[EXPIRES_AT] = expiresAt;
  return item;
}
