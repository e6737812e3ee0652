import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { MEANING_VERSION } from '../../audit/meaning-version';
import { toEventTime } from '../../store/lanes';
import type { LedgerEntry } from '../../store/ledger/ledger-item';
import { PackedValues } from '../duckdb/packed-values';
import { PreparedCopy } from '../duckdb/prepared-copy';
import { type Column, hasEscapes, joinRows, rowEncoder, selectRows } from '../duckdb/text-table';
import { toSegmentFile } from '../folder/check-file';
import type { LedgerPart, Segment, SegmentFile } from '../folder/commit';
import { toFolderError } from '../folder/folder-error';
import { toUnfinishedName } from '../folder/log-names';
import { buildFilter } from '../folder/token-filter';
import { EVENT_COLUMNS } from './event-columns';
import { FILE_COLUMNS } from './file-columns';
import { NAME_COLUMNS } from './name-columns';
import { joinOriginals } from './original-bytes';
import type { RowBuffer } from './row-buffer';

type Kind = 'events' | 'originals' | 'names' | 'files';

/** What of a segment is known before it is known which of its rows are stored. */
export interface PreparedSegment {
  /** Numbers of the rows, sorted by time and id. */
  readonly order: readonly number[];
  /** The token filter. */
  readonly filter: Uint8Array;
}

export const prepareSegment = (buffer: RowBuffer): PreparedSegment => ({
  order: sortRows(buffer),
  filter: buildFilter(buffer.tokens),
});

/** Writes the Parquet files of a data folder, one after the other. They count once a commit names them. */
export class SegmentWriter {
  readonly #connection: DuckDBConnection;
  readonly #folder: string;
  /** By folder and SELECT. */
  readonly #copies = new Map<string, PreparedCopy>();
  /** Rows of names, or of the ledger. */
  readonly #texts = new PackedValues();

  constructor(connection: DuckDBConnection, folder: string) {
    this.#connection = connection;
    this.#folder = folder;
  }

  /**
   * Writes rows as a segment, sorted by time and id.
   * @param leftOut numbers of rows that the segment does not get, which must not be all. Their names and tokens stay.
   * @param prepared from `prepareSegment` for the same rows
   */
  async writeSegment(
    buffer: RowBuffer,
    leftOut: readonly number[] = [],
    prepared = prepareSegment(buffer),
  ): Promise<Segment> {
    const id = randomUUID();
    const order = without(prepared.order, leftOut);
    const events = await this.#writeRows('events', id, EVENT_COLUMNS, buffer.rows, order);
    const { select, parameters } = joinOriginals(buffer.originals, order);
    const originals = await this.#copy('originals', id, select, parameters);
    const names = await this.#writeEntries('names', id, NAME_COLUMNS, buffer.named.entries());
    const tokens = await this.#writeBytes(`tokens/${id}.bin`, prepared.filter);
    return {
      id,
      rows: order.length,
      from: toEventTime(buffer.occurred[order[0]!]!),
      until: toEventTime(buffer.occurred[order.at(-1)!]!),
      meaningVersion: MEANING_VERSION,
      events,
      originals,
      names,
      tokens,
    };
  }

  /** Writes ledger rows. */
  async writeLedger(entries: readonly LedgerEntry[]): Promise<LedgerPart> {
    const id = randomUUID();
    return { id, rows: entries.length, file: await this.#writeEntries('files', id, FILE_COLUMNS, entries) };
  }

  /** Deletes the files of a segment that no commit will name. */
  async discard({ events, originals, names, tokens }: Segment): Promise<void> {
    for (const { path } of [events, originals, names, tokens]) {
      await rm(join(this.#folder, path), { force: true });
    }
  }

  async #writeEntries<Row>(
    kind: Kind,
    id: string,
    columns: readonly Column<Row>[],
    entries: Iterable<Row>,
  ): Promise<SegmentFile> {
    const encode = rowEncoder(columns);
    this.#texts.clear();
    for (const entry of entries) this.#texts.addText(encode(entry));
    return this.#writeRows(kind, id, columns, this.#texts);
  }

  #writeRows(
    kind: Kind,
    id: string,
    columns: readonly Column<never>[],
    rows: PackedValues,
    order?: readonly number[],
  ): Promise<SegmentFile> {
    const isEscaped = hasEscapes(rows);
    const select = (bytes: string) => selectRows(columns, `SELECT ${bytes} AS bytes`, isEscaped);
    return this.#copy(kind, id, select, joinRows(rows, order));
  }

  /** @param selectEach SQL for one parameter. DuckDB holds several copies of one in memory, and those of one at a time. */
  async #copy(
    kind: Kind,
    id: string,
    selectEach: (parameter: string) => string,
    parameters: readonly Uint8Array[],
  ): Promise<SegmentFile> {
    const select = parameters.map((_, index) => selectEach(`$${index + 1}::BLOB`)).join(' UNION ALL ');
    const key = `${kind} ${select}`;
    const unfinished = join(this.#folder, kind, `${toUnfinishedName(randomUUID())}.parquet`);
    const copy = this.#copies.get(key) ?? new PreparedCopy(this.#connection, select, unfinished);
    this.#copies.set(key, copy);
    const path = `${kind}/${id}.parquet`;
    const file = join(this.#folder, path);
    await copy.write(parameters, file).catch((error: unknown) => {
      throw toFolderError(`Cannot write ${file}`, error);
    });
    return toSegmentFile(this.#folder, path);
  }

  async #writeBytes(path: string, bytes: Uint8Array): Promise<SegmentFile> {
    await writeFile(join(this.#folder, path), bytes, { flag: 'wx' });
    return toSegmentFile(this.#folder, path);
  }
}

/** Numbers of the rows in the order of `occurred`, then identity. */
function sortRows({ occurred, identities }: RowBuffer): number[] {
  const compare = (one: number, other: number): number =>
    compareText(occurred[one]!, occurred[other]!) || compareText(identities[one]!, identities[other]!);
  return occurred.map((_, at) => at).sort(compare);
}

function without(order: readonly number[], leftOut: readonly number[]): readonly number[] {
  if (leftOut.length === 0) return order;
  const rest = new Set(leftOut);
  return order.filter((at) => !rest.has(at));
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
