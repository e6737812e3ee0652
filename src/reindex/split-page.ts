import { EVENT_ID, PART } from '../store/indexes';
import { eventPart } from '../store/items/item';
import type { RawItem } from './raw-item';

/** An event of a page, and the sort keys of its link items on the same page. */
export interface PageEvent {
  readonly item: RawItem;
  readonly linkParts: readonly string[];
}

/** What a page of the table has. */
export interface Page {
  readonly events: readonly PageEvent[];
  /** Keys of events that are on another page than some of their link items. */
  readonly others: readonly RawItem[];
}

const LINK = /^resource#([^#]*)#/;

/** Brings events and link items of a page together. Usually, those of an event are on one page. */
export function splitPage(items: readonly RawItem[]): Page {
  const events = new Map<string, { item: RawItem; linkParts: string[] }>();
  for (const item of items) {
    if (!LINK.test(item[PART]?.S ?? '')) events.set(toName(item), { item, linkParts: [] });
  }
  const others = new Map<string, RawItem>();
  for (const item of items) {
    const part = item[PART]?.S ?? '';
    const [, contentHash] = LINK.exec(part) ?? [];
    if (contentHash === undefined) continue;
    const key: RawItem = { [EVENT_ID]: item[EVENT_ID]!, [PART]: { S: eventPart(contentHash) } };
    const event = events.get(toName(key));
    if (event) event.linkParts.push(part);
    else others.set(toName(key), key);
  }
  return { events: [...events.values()], others: [...others.values()] };
}

/** Names an item by its key. */
export const toName = (item: RawItem): string => JSON.stringify([item[EVENT_ID]?.S, item[PART]?.S]);
