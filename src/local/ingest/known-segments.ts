import { join } from 'node:path';
import type { Connect } from '../duckdb/database';
import { sqlPaths } from '../duckdb/sql-text';
import { appendStrings } from '../duckdb/text-table';
import { readCheckedFile } from '../folder/check-file';
import { CheckedFiles } from '../folder/checked-files';
import type { Segment } from '../folder/commit';
import { hashToken } from '../folder/hash-token';
import { filterHas } from '../folder/token-filter';
import { findRange } from './find-range';

/** Bytes of token filters that are kept in memory. */
const FILTER_BYTES = 32 * 2 ** 20;

/** A row that a segment has. */
export interface StoredRow {
  readonly segment: Segment;
  readonly eventId: string;
  readonly contentHash: string;
  readonly meaningVersion: number;
}

/** An event that may be stored. */
export interface SoughtEvent {
  readonly eventId: string;
  readonly eventTime: string;
}

/** Finds rows in committed segments by event id: first by token filters, then exactly. */
export class KnownSegments {
  readonly #connect: Connect;
  readonly #folder: string;
  readonly #checked: CheckedFiles;
  /** By segment, the one used last at the end. */
  readonly #filters = new Map<string, Uint8Array>();
  #filterBytes = 0;

  constructor(connect: Connect, folder: string) {
    this.#connect = connect;
    this.#folder = folder;
    this.#checked = new CheckedFiles(folder);
  }

  /**
   * The stored rows with the ids of these events.
   * @param segments those to look into
   * @throws AuditTrailError `DamagedFile`
   */
  async find(events: readonly SoughtEvent[], segments: Iterable<Segment>): Promise<StoredRow[]> {
    if (events.length === 0) return [];
    const [first, last] = findRange(events.map(({ eventTime }) => eventTime));
    const overlapping = [...segments].filter(({ from, until }) => until >= first && from <= last);
    if (overlapping.length === 0) return [];
    const [start] = findRange(overlapping.map(({ from }) => from));
    const [, end] = findRange(overlapping.map(({ until }) => until));
    const sorted = events
      .filter(({ eventTime }) => eventTime >= start && eventTime <= end)
      .map(({ eventId, eventTime }) => ({ eventId, eventTime, hash: hashToken('eventId', eventId) }))
      .sort((one, other) => (one.eventTime < other.eventTime ? -1 : one.eventTime > other.eventTime ? 1 : 0));
    const ids = new Set<string>();
    const candidates: Segment[] = [];
    for (const segment of overlapping) {
      const filter = await this.#readFilter(segment);
      let isCandidate = false;
      for (const { eventId, eventTime, hash } of sorted) {
        if (eventTime > segment.until) break;
        if (eventTime < segment.from || !filterHas(filter, hash)) continue;
        ids.add(eventId);
        isCandidate = true;
      }
      if (isCandidate) candidates.push(segment);
    }
    return candidates.length > 0 ? this.#findExactly([...ids], candidates) : [];
  }

  async #findExactly(ids: readonly string[], segments: readonly Segment[]): Promise<StoredRow[]> {
    for (const { events } of segments) await this.#checked.check(events);
    const byPath = new Map(segments.map((segment) => [join(this.#folder, segment.events.path), segment]));
    const connection = await this.#connect();
    await appendStrings(connection, 'sought', ids);
    const result = await connection.runAndReadAll(
      `SELECT eventId, contentHash, meaningVersion, filename FROM read_parquet(${sqlPaths([...byPath.keys()])}, filename = true)
       SEMI JOIN sought ON eventId = id`,
    );
    return result.getRows().map(([eventId, contentHash, meaningVersion, filename]) => ({
      segment: byPath.get(String(filename))!,
      eventId: String(eventId),
      contentHash: String(contentHash),
      meaningVersion: Number(meaningVersion),
    }));
  }

  async #readFilter(segment: Segment): Promise<Uint8Array> {
    const known = this.#filters.get(segment.id);
    const filter = known ?? (await readCheckedFile(this.#folder, segment.tokens));
    this.#filters.delete(segment.id);
    this.#filters.set(segment.id, filter);
    if (!known) this.#filterBytes += filter.length;
    for (const [id, oldest] of this.#filters) {
      if (this.#filterBytes <= FILTER_BYTES || id === segment.id) break;
      this.#filters.delete(id);
      this.#filterBytes -= oldest.length;
    }
    return filter;
  }
}
