import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { MEANING_VERSION } from '../../audit/meaning-version';
import { toEventTime } from '../../store/lanes';
import type { LedgerEntry } from '../../store/ledger/ledger-item';
import { PARQUET, sqlString } from '../duckdb/sql-text';
import { appendBlobs, appendRows, type Column, rowEncoder } from '../duckdb/text-table';
import { toSegmentFile } from '../folder/check-file';
import type { LedgerPart, Segment, SegmentFile } from '../folder/commit';
import { toFolderError } from '../folder/folder-error';
import { buildFilter } from '../folder/token-filter';
import { EVENT_COLUMNS } from './event-columns';
import { FILE_COLUMNS } from './file-columns';
import { NAME_COLUMNS } from './name-columns';
import type { RowBuffer } from './row-buffer';

/** Writes the Parquet files of a data folder. They count once a commit names them. */
export class SegmentWriter {
  readonly #connection: DuckDBConnection;
  readonly #folder: string;

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
    const events = await this.#writeRows(`events/${id}.parquet`, EVENT_COLUMNS, rows);
    const bytes = order.map((at) => buffer.originals[at]!);
    await appendBlobs(this.#connection, 'originals', bytes);
    const originals = await this.#copy(`originals/${id}.parquet`, 'SELECT bytes AS original FROM originals');
    await this.#connection.run('DROP TABLE originals');
    const names = await this.#writeRows(
      `names/${id}.parquet`,
      NAME_COLUMNS,
      [...buffer.named.entries()].map(rowEncoder(NAME_COLUMNS)),
    );
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
    return { id, rows: rows.length, file: await this.#writeRows(`files/${id}.parquet`, FILE_COLUMNS, rows) };
  }

  /** Deletes the files of a segment that no commit will name. */
  async discard({ events, originals, names, tokens }: Segment): Promise<void> {
    for (const { path } of [events, originals, names, tokens]) {
      await rm(join(this.#folder, path), { force: true });
    }
  }

  async #writeRows(
    path: string,
    columns: readonly Column<never>[],
    rows: readonly string[],
  ): Promise<SegmentFile> {
    return this.#copy(path, await appendRows(this.#connection, columns, rows));
  }

  async #copy(path: string, select: string): Promise<SegmentFile> {
    const file = join(this.#folder, path);
    await this.#connection
      .run(`COPY (${select}) TO ${sqlString(file)} ${PARQUET}`)
      .catch((error: unknown) => {
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
