import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { MEANING_VERSION } from '../../audit/meaning-version';
import { toEventTime } from '../../store/lanes';
import type { LedgerEntry } from '../../store/ledger/ledger-item';
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

/** Writes the Parquet files of a data folder, one after the other. They count once a commit names them. */
export class SegmentWriter {
  readonly #connection: DuckDBConnection;
  readonly #folder: string;
  /** By folder and SELECT. */
  readonly #copies = new Map<string, PreparedCopy>();

  constructor(connection: DuckDBConnection, folder: string) {
    this.#connection = connection;
    this.#folder = folder;
  }

  /**
   * Writes rows as a segment, sorted by time and id.
   * @param buffer at least one row
   */
  async writeSegment(buffer: RowBuffer): Promise<Segment> {
    const id = randomUUID();
    const order = sortedRows(buffer);
    const rows = order.map((at) => buffer.rows[at]!);
    const events = await this.#writeRows('events', id, EVENT_COLUMNS, rows);
    const { select, bytes } = joinOriginals(order.map((at) => buffer.originals[at]!));
    const originals = await this.#copy('originals', id, select, bytes);
    const named = [...buffer.named.entries()].map(rowEncoder(NAME_COLUMNS));
    const names = await this.#writeRows('names', id, NAME_COLUMNS, named);
    const tokens = await this.#writeBytes(`tokens/${id}.bin`, buildFilter(buffer.tokens));
    return {
      id,
      rows: rows.length,
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
    const rows = entries.map(rowEncoder(FILE_COLUMNS));
    return { id, rows: rows.length, file: await this.#writeRows('files', id, FILE_COLUMNS, rows) };
  }

  /** Deletes the files of a segment that no commit will name. */
  async discard({ events, originals, names, tokens }: Segment): Promise<void> {
    for (const { path } of [events, originals, names, tokens]) {
      await rm(join(this.#folder, path), { force: true });
    }
  }

  async #writeRows(
    kind: Kind,
    id: string,
    columns: readonly Column<never>[],
    rows: readonly string[],
  ): Promise<SegmentFile> {
    const select = selectRows(columns, 'SELECT $1::BLOB AS bytes', hasEscapes(rows));
    return this.#copy(kind, id, select, joinRows(rows));
  }

  async #copy(kind: Kind, id: string, select: string, bytes: Uint8Array): Promise<SegmentFile> {
    const key = `${kind} ${select}`;
    const unfinished = join(this.#folder, kind, `${toUnfinishedName(randomUUID())}.parquet`);
    const copy = this.#copies.get(key) ?? new PreparedCopy(this.#connection, select, unfinished);
    this.#copies.set(key, copy);
    const path = `${kind}/${id}.parquet`;
    const file = join(this.#folder, path);
    await copy.write(bytes, file).catch((error: unknown) => {
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
function sortedRows({ occurred, identities }: RowBuffer): number[] {
  const compare = (one: number, other: number): number =>
    compareText(occurred[one]!, occurred[other]!) || compareText(identities[one]!, identities[other]!);
  return occurred.map((_, at) => at).sort(compare);
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
