import type { AuditRecord } from '../audit/audit-record';
import { readItemAccess } from '../audit/item-access';
import { type JsonObject, toObject } from '../audit/json';
import { AuditTrailError } from '../errors';
import { formatCount } from './format-count';
import { type AskedItem, type ItemMatch, matchItem } from './item-key';

/** The bytes of an event, if they are kept. Reading them throws AuditTrailError if they are damaged. */
export interface KeptEvent {
  readonly original: Uint8Array | undefined;
}

/** What an event has to do with an item. */
export interface EventMatch extends ItemMatch {
  /** Why the event could not be read, as a clause. It then counts as one that names no item. */
  readonly unread?: string;
}

/**
 * Finds out what an event has to do with the item that is asked for, from its exact bytes.
 * @throws AuditTrailError `DamagedFile` if the file that keeps them is damaged
 */
export function matchEvent(record: AuditRecord, kept: KeptEvent | undefined, item: AskedItem): EventMatch {
  const { event, unread } = readEvent(kept);
  const match = matchItem(readItemAccess(event, record), item);
  return unread === undefined ? match : { ...match, unread: `event ${record.eventId}: ${unread}` };
}

interface ReadEvent {
  readonly event: JsonObject;
  readonly unread?: string;
}

function readEvent(kept: KeptEvent | undefined): ReadEvent {
  try {
    const original = kept?.original;
    if (!original) return { event: {}, unread: 'its bytes are not kept' };
    return { event: toObject(JSON.parse(new TextDecoder().decode(original))) };
  } catch (error) {
    const isItem = error instanceof AuditTrailError && error.code === 'InvalidItem';
    if (!isItem && !(error instanceof SyntaxError)) throw error;
    return { event: {}, unread: error.message.replace(/\.$/, '') };
  }
}

/** Events of an answer that could not be read: how many, and why the first could not. */
export class UnreadEvents {
  #count = 0;
  #first: string | undefined;

  add(unread: string | undefined): void {
    if (unread === undefined) return;
    this.#count += 1;
    this.#first ??= unread;
  }

  /**
   * A sentence. Undefined if all were read.
   * @param consequence for the answer, as a clause
   */
  toNotice(consequence: string): string | undefined {
    if (this.#first === undefined) return undefined;
    const events = this.#count === 1 ? '1 event' : `${formatCount(this.#count)} events`;
    return `${events} could not be read: ${consequence}. The first: ${this.#first}.`;
  }
}
