import { AuditTrailError } from '../../errors';
import { toIdentity } from '../../store/lanes';
import type { Connect } from '../duckdb/database';
import type { LedgerPart, Segment } from '../folder/commit';
import type { CommitLog } from '../folder/commit-log';
import type { FolderState } from '../folder/folder-state';
import type { RowIdentities } from './file-rows';
import type { StoredRow } from './known-segments';
import { RecentRows } from './recent-rows';
import { type OpenReservation, type Reservation, toReservation, toWaitingRows } from './reservation';
import { StoredRows } from './stored-rows';

/** How often a commit is repeated because other processes were faster. */
const MAXIMUM_ATTEMPTS = 1_000;

/** What one worker has written, to be committed together. */
export interface FinishedBatch {
  /** Number of its reservation. */
  readonly reservation: number;
  readonly segments: readonly Segment[];
  readonly ledgers: readonly LedgerPart[];
}

/**
 * Commits what the workers of this process write: each event once, in the order in which rows were reserved, so
 * that a row is left out only if the same event is committed before.
 */
export class SegmentCommitter {
  readonly #log: CommitLog;
  readonly #stored: StoredRows;
  readonly #open = new Map<number, OpenReservation>();
  readonly #recent = new RecentRows();
  /** Segments of new rows that this process has committed. */
  readonly #own = new Set<string>();
  #state: FolderState;
  #reserving: Promise<unknown> = Promise.resolve();
  #last: Promise<void> = Promise.resolve();
  #numbers = 0;
  #isShared = false;

  constructor(log: CommitLog, connect: Connect, state: FolderState) {
    this.#log = log;
    this.#stored = new StoredRows(connect, log.folder);
    this.#state = state;
  }

  /** Whether another process has committed meanwhile: it may have read the same files. */
  get isShared(): boolean {
    return this.#isShared;
  }

  /** The newest state that this process knows. */
  get state(): FolderState {
    return this.#state;
  }

  /** Tells which rows the audit has, and keeps the others from being stored again. `commit` must follow. */
  reserve(groups: readonly RowIdentities[]): Promise<Reservation> {
    const reserving = this.#reserving.then(() => this.#reserve(groups));
    this.#reserving = reserving.catch(() => {});
    return reserving;
  }

  async #reserve(groups: readonly RowIdentities[]): Promise<Reservation> {
    const waiting = toWaitingRows(groups);
    const number = ++this.#numbers;
    const inMemory = this.#recent.segments;
    const dropped = this.#recent.reserve(number, waiting);
    const unknown = waiting.filter((row) => !dropped.has(row));
    const state = this.#state;
    const elsewhere = [...state.segments.values()].filter(({ id }) => !inMemory.has(id));
    const compared = await this.#stored.compare(unknown, elsewhere);
    for (const [row, reason] of compared.dropped) dropped.set(row, reason);

    const turn = this.#last;
    const { promise, finish } = deferred();
    this.#last = promise;
    const rows = unknown.filter((row) => !compared.dropped.has(row));
    this.#open.set(number, { rows, older: compared.older, comparedWith: state, turn, finish });
    return toReservation(number, groups.length, dropped);
  }

  /**
   * Commits what was written for a reservation.
   * @throws AuditTrailError of the folder. Nothing that was reserved later is committed then.
   */
  async commit({ reservation, segments, ledgers }: FinishedBatch): Promise<void> {
    const open = this.#open.get(reservation)!;
    this.#open.delete(reservation);
    try {
      await open.turn;
      const committed = await this.#commit(open, segments, ledgers);
      this.#recent.commit(
        reservation,
        committed.map(({ id }) => id),
      );
      open.finish();
    } catch (error) {
      open.finish(error);
      throw error;
    }
  }

  /** Ends what waits for its turn, after a worker failed: nothing that was reserved later is committed. */
  abort(error: unknown): void {
    for (const { finish } of this.#open.values()) finish(error);
  }

  async #commit(
    open: OpenReservation,
    segments: readonly Segment[],
    ledgers: readonly LedgerPart[],
  ): Promise<readonly Segment[]> {
    let fresh = segments;
    for (let attempt = 0; attempt < MAXIMUM_ATTEMPTS; attempt++) {
      fresh = await this.#catchUp(open, fresh);
      const replaced = await this.#replaceOlder(open.older);
      const change = {
        addSegments: [...fresh, ...replaced.written],
        removeSegments: replaced.ids,
        addLedgers: ledgers,
        removeLedgers: [],
      };
      const next = await this.#log.append(change, this.#state);
      if (next) {
        for (const { id } of fresh) this.#own.add(id);
        this.#state = next;
        return fresh;
      }
      this.#state = await this.#log.read();
      this.#isShared = true;
    }
    throw new AuditTrailError(
      'ServiceFailed',
      `Cannot write to ${this.#log.folder}: other processes commit all the time. End some of them, then run the same command again.`,
    );
  }

  /** Compares rows with what other processes committed since they were compared. */
  async #catchUp(open: OpenReservation, segments: readonly Segment[]): Promise<readonly Segment[]> {
    const { comparedWith } = open;
    const state = this.#state;
    if (comparedWith === state) return segments;
    open.comparedWith = state;
    const others = [...state.segments.values()].filter(
      ({ id }) => !comparedWith.segments.has(id) && !this.#own.has(id),
    );
    if (others.length === 0) return segments;
    const { dropped, older } = await this.#stored.compare(open.rows, others);
    open.older = [...open.older.filter(({ segment }) => state.segments.has(segment.id)), ...older];
    if (dropped.size === 0) return segments;
    open.rows = open.rows.filter((row) => !dropped.has(row));
    const identities = [...dropped.keys()].map(({ identity }) => identity);
    return this.#stored.rewrite(segments.map((segment) => [segment, identities] as const));
  }

  async #replaceOlder(older: readonly StoredRow[]): Promise<{ ids: string[]; written: Segment[] }> {
    const bySegment = new Map<Segment, string[]>();
    for (const { segment, eventId, contentHash } of older) {
      const identities = bySegment.get(segment) ?? [];
      identities.push(toIdentity(eventId, contentHash));
      bySegment.set(segment, identities);
    }
    return { ids: [...bySegment.keys()].map(({ id }) => id), written: await this.#stored.rewrite(bySegment) };
  }
}

function deferred(): { promise: Promise<void>; finish: (error?: unknown) => void } {
  let finish: (error?: unknown) => void = () => {};
  const promise = new Promise<void>((resolve, reject) => {
    finish = (error) => (error === undefined ? resolve() : reject(error));
  });
  // Whoever waits for its turn sees the error; perhaps nobody does.
  promise.catch(() => {});
  return { promise, finish };
}
