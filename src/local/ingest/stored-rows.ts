import { MEANING_VERSION } from '../../audit/meaning-version';
import type { Connect } from '../duckdb/database';
import type { Segment } from '../folder/commit';
import { KnownSegments } from './known-segments';
import { type Comparison, compareRows, type WaitingRow } from './reservation';
import { rewriteSegment } from './rewrite-segment';

/** Compares rows with committed segments, and writes segments again without some rows. */
export class StoredRows {
  readonly #connect: Connect;
  readonly #folder: string;
  readonly #known: KnownSegments;
  #tasks: Promise<unknown> = Promise.resolve();

  constructor(connect: Connect, folder: string) {
    this.#connect = connect;
    this.#folder = folder;
    this.#known = new KnownSegments(connect, folder);
  }

  /** @throws AuditTrailError `DamagedFile` */
  async compare(rows: readonly WaitingRow[], segments: readonly Segment[]): Promise<Comparison> {
    const copied = rows.flatMap(({ eventTime, copyOf }) =>
      copyOf === undefined ? [] : [{ eventId: copyOf, eventTime }],
    );
    const sought = [...rows, ...copied];
    const stored = await this.#alone(() => this.#known.find(sought, segments));
    return compareRows(rows, stored, MEANING_VERSION);
  }

  /**
   * Writes segments again without some rows.
   * @param entries segments, with event ids and content hashes of the rows to leave out
   * @returns those that have rows left
   */
  async rewrite(entries: Iterable<readonly [Segment, readonly string[]]>): Promise<Segment[]> {
    const written: Segment[] = [];
    for (const [segment, identities] of entries) {
      const rest = await this.#alone(async () =>
        rewriteSegment(await this.#connect(), this.#folder, segment, identities),
      );
      if (rest) written.push(rest);
    }
    return written;
  }

  /** The database's temporary tables are for one task at a time. */
  #alone<Result>(task: () => Promise<Result>): Promise<Result> {
    const running = this.#tasks.then(task);
    this.#tasks = running.catch(() => {});
    return running;
  }
}
