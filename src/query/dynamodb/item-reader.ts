import type { AuditRecord } from '../../audit/audit-record';
import { isRequestNeeded } from '../../audit/touch-kind';
import type { ReadOptions } from '../audit-store';
import type { AskedItem } from '../item-key';
import { type EventMatch, matchEvent, UnreadEvents } from '../match-event';
import type { Position } from '../position';
import { TouchCounter } from '../touch-groups';
import { type IndexEntry, toRecord } from './index-entry';
import type { IndexRecords } from './index-records';
import type { ReadOriginals } from './read-originals';

/** Entries whose events are read together at most: four requests at once. */
const ENTRIES_AT_ONCE = 400;
/** Entries that are read at first for each call that is asked for: calls that may name an item are in groups with others. */
const ENTRIES_A_CALL = 8;

/** Says whether an entry of the index has to be looked at. */
export type IsUndecided = (entry: IndexEntry) => boolean;

/** A stretch of the history of an item. */
export interface ItemStretch {
  readonly records: AuditRecord[];
  /** The bytes of those that were read from log files. */
  readonly originals: ReadonlyMap<AuditRecord, Uint8Array>;
  readonly touches: TouchCounter;
  readonly position?: Position;
}

interface MatchedEntry {
  readonly record: AuditRecord;
  readonly position: Position;
  readonly match: EventMatch;
  /** The bytes of an event that was read from a log file. */
  readonly original?: Uint8Array | undefined;
}

/** Finds the calls that name an item among the entries of its tables, by reading their events. */
export class ItemReader {
  readonly #source: IndexRecords;
  readonly #item: AskedItem;
  readonly #readOriginals: ReadOriginals;
  readonly #isUndecided: IsUndecided;
  readonly #until: number;
  readonly #signal: AbortSignal | undefined;
  /** Events of all stretches that could not be read. */
  readonly unread = new UnreadEvents();
  /** Entries whose events are read, and that are not given yet. */
  #ahead: readonly MatchedEntry[] = [];

  constructor(
    source: IndexRecords,
    item: AskedItem,
    readOriginals: ReadOriginals,
    { budget, signal }: Pick<ReadOptions, 'budget' | 'signal'>,
    isUndecided: IsUndecided = () => true,
  ) {
    this.#source = source;
    this.#item = item;
    this.#readOriginals = readOriginals;
    this.#isUndecided = isUndecided;
    this.#until = budget?.until ?? Number.POSITIVE_INFINITY;
    this.#signal = signal;
  }

  /** Reads on until so many calls name the item. */
  async read(limit: number): Promise<ItemStretch> {
    const records: AuditRecord[] = [];
    const originals = new Map<AuditRecord, Uint8Array>();
    const touches = new TouchCounter();
    let last: Position | undefined;
    let isEnded = false;
    let count = Math.min(ENTRIES_AT_ONCE, ENTRIES_A_CALL * limit);
    while (records.length < limit) {
      if (this.#ahead.length === 0) {
        if (isEnded) break;
        const entries = await this.#source.take(count);
        isEnded = entries.length < count || Date.now() >= this.#until;
        count = Math.min(ENTRIES_AT_ONCE, 2 * count);
        this.#ahead = await this.#match(entries);
        continue;
      }
      let taken = 0;
      for (const { record, position, match, original } of this.#ahead) {
        if (records.length === limit) break;
        taken += 1;
        last = position;
        this.unread.add(match.unread);
        if (match.isNamed && original) originals.set(record, original);
        if (match.isNamed) records.push(record);
        else touches.addCall(record, match.kinds);
      }
      this.#ahead = this.#ahead.slice(taken);
    }
    const position = this.#ahead.length > 0 ? last : this.#source.position;
    return { records, originals, touches, ...(position && { position }) };
  }

  async #match(entries: readonly IndexEntry[]): Promise<MatchedEntry[]> {
    const records = entries.map(toRecord);
    const undecided = new Set(entries.filter(this.#isUndecided));
    const needed = entries.filter(
      (entry, index) => undecided.has(entry) && !entry.original && isRequestNeeded(records[index]!),
    );
    const originals = await this.#readOriginals(
      needed.map(({ identity }) => identity),
      this.#signal,
    );
    const isRead = new Set(needed);
    return entries.map((entry, index) => {
      const record = records[index]!;
      const { occurred, identity, original } = entry;
      const position = { occurred, identity };
      if (!undecided.has(entry)) return { record, position, match: NOTHING };
      const kept = original ? { original } : isRead.has(entry) ? originals.get(identity) : NOT_NEEDED;
      return { record, position, match: matchEvent(record, kept, this.#item), original };
    });
  }
}

/** An event that touched other items only, or that is counted already. */
const NOTHING: EventMatch = { isNamed: false, kinds: [] };

/** Stands for an event whose record says all. */
const NOT_NEEDED = { original: Buffer.from('{}') };
