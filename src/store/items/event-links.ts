import { type EncodedItem, eventPart, itemKey } from './item';

/** The link items of an event, by their sort keys. */
export interface EventLinks {
  /** As the table has it. */
  readonly eventId: string;
  readonly contentHash: string;
  readonly parts: readonly string[];
}

/**
 * Names the link items of an event.
 * @param items what `encodeItems` made of it
 */
export function toEventLinks(contentHash: string, [event, ...links]: readonly EncodedItem[]): EventLinks {
  // The id may contain anything, also what separates it from the sort key.
  const eventId = event?.key.slice(0, -itemKey('', eventPart(contentHash)).length) ?? '';
  const idLength = itemKey(eventId, '').length;
  return { eventId, contentHash, parts: links.map(({ key }) => key.slice(idLength)) };
}
