import type { AuditedEvent, AuditRecord } from '../audit/audit-record';
import { type EventLinks, toEventLinks } from '../store/items/event-links';
import { encodeItems, type ItemSettings, type ItemSource } from '../store/items/item';
import { NamedValues } from '../store/ledger/named-values';
import type { WritableItem } from '../store/write/batch-request';
import type { HeldMemory } from './held-memory';

/** What the items of a file's events depend on, besides the events. */
export interface ItemOptions {
  readonly source: ItemSource;
  readonly items: ItemSettings;
  /** Whether to remember the link items of each event, to find those that it no longer has. @default false */
  readonly remembersLinks?: boolean;
}

/**
 * Events of a file that are stored together: their items, and only those parts of their records that are
 * needed after they are stored. A batch may hold thousands, and whole records would fill the memory.
 */
export class EventBatch {
  readonly items: WritableItem[] = [];
  readonly named = new NamedValues();
  /** Records with a risk. */
  readonly risky: AuditRecord[] = [];
  /** The link items of each event, if they are remembered. */
  readonly links: EventLinks[] = [];
  readonly #memory: HeldMemory;
  readonly #options: ItemOptions;
  #pieces: Buffer[] = [];
  /** Bytes of the last piece that are used. */
  #used = 0;
  #heldBytes = 0;
  #oldestEventTime: string | undefined;
  #newestEventTime: string | undefined;

  constructor(memory: HeldMemory, options: ItemOptions) {
    this.#memory = memory;
    this.#options = options;
  }

  /** Whether no event was added. */
  get isEmpty(): boolean {
    return this.#oldestEventTime === undefined;
  }

  /** Bytes of memory that the items take. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** `eventTime` of the oldest event. */
  get oldestEventTime(): string | undefined {
    return this.#oldestEventTime;
  }

  /** `eventTime` of the newest event. */
  get newestEventTime(): string | undefined {
    return this.#newestEventTime;
  }

  /** Adds the items of an event. */
  add(event: AuditedEvent): void {
    const { source, items, remembersLinks } = this.#options;
    const { record } = event;
    const encoded = encodeItems({ source, ...event }, items);
    if (remembersLinks) this.links.push(toEventLinks(event.contentHash, encoded));
    for (const { key, json, jsonBytes } of encoded) {
      this.items.push({ key, json: this.#hold(json, jsonBytes), jsonBytes });
    }
    if (record.risk) this.risky.push(record);
    this.addSummarized(record);
  }

  /** Adds an event that gets no item. What it names is still named, and its time counts. */
  addSummarized(record: AuditRecord): void {
    this.named.add(record);
    if (this.#oldestEventTime === undefined || record.eventTime < this.#oldestEventTime) {
      this.#oldestEventTime = record.eventTime;
    }
    if (this.#newestEventTime === undefined || record.eventTime > this.#newestEventTime) {
      this.#newestEventTime = record.eventTime;
    }
  }

  /** Gives the memory back once all items are written. The items cannot be used any more. */
  giveBack(): void {
    for (const piece of this.#empty()) this.#memory.giveBack(piece);
  }

  /**
   * Leaves the memory to the garbage collector, unless it was given back. After a failure it must not be used
   * again: the request of another call may still hold an item that both calls have.
   */
  leave(): void {
    for (const piece of this.#empty()) this.#memory.leave(piece);
  }

  #empty(): readonly Buffer[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#heldBytes = 0;
    this.items.length = 0;
    return pieces;
  }

  #hold(json: string, bytes: number): Buffer {
    let piece = this.#pieces.at(-1);
    if (piece === undefined || piece.length - this.#used < bytes) {
      piece = this.#memory.take(bytes);
      this.#pieces.push(piece);
      this.#heldBytes += piece.length;
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += piece.write(json, start);
    return piece.subarray(start, this.#used);
  }
}
