import { parseEventId, toEventTime, toIdentity } from '../../store/lanes';
import type { FolderState } from '../folder/folder-state';
import type { RowIdentities } from './file-rows';
import type { StoredRow } from './known-segments';

/** A row that waits to be committed. */
export interface WaitingRow {
  /** Number of its list, and of the row in it. */
  readonly group: number;
  readonly row: number;
  readonly eventId: string;
  /** Event id and content hash. */
  readonly identity: string;
  readonly eventTime: string;
  /** The id of the event that it is a copy of. */
  readonly copyOf?: string | undefined;
}

/** Rows that the audit has. */
export interface DroppedRows {
  /** Numbers of the rows. */
  readonly rows: readonly number[];
  /** Those of them that are copies of events with another id. */
  readonly copies: readonly number[];
}

/** Rows that are about to be committed, so that the same event from another file is not stored twice. */
export interface Reservation {
  readonly number: number;
  /** By list of rows. */
  readonly dropped: readonly DroppedRows[];
}

/** @param groups number of lists */
export function toReservation(
  number: number,
  groups: number,
  dropped: ReadonlyMap<WaitingRow, 'same' | 'copy'>,
): Reservation {
  const lists = Array.from({ length: groups }, () => ({ rows: [] as number[], copies: [] as number[] }));
  for (const [{ group, row }, reason] of dropped) {
    lists[group]!.rows.push(row);
    if (reason === 'copy') lists[group]!.copies.push(row);
  }
  return { number, dropped: lists };
}

export function toWaitingRows(groups: readonly RowIdentities[]): WaitingRow[] {
  return groups.flatMap(({ identities, occurred, copies }, group) =>
    identities.map((identity, row) => ({
      group,
      row,
      identity,
      eventId: parseEventId(identity),
      eventTime: toEventTime(occurred[row]!),
      copyOf: copies.get(row),
    })),
  );
}

/** What the stored rows say about rows that wait. */
export interface Comparison {
  readonly dropped: ReadonlyMap<WaitingRow, 'same' | 'copy'>;
  /** Stored rows of an older version of the meaning, which the waiting ones replace. */
  readonly older: readonly StoredRow[];
}

export function compareRows(
  waiting: readonly WaitingRow[],
  stored: readonly StoredRow[],
  meaningVersion: number,
): Comparison {
  const dropped = new Map<WaitingRow, 'same' | 'copy'>();
  const older: StoredRow[] = [];
  if (stored.length === 0) return { dropped, older };
  const ids = new Set(stored.map(({ eventId }) => eventId));
  const byIdentity = new Map<string, StoredRow[]>();
  for (const row of stored) {
    const identity = toIdentity(row.eventId, row.contentHash);
    const same = byIdentity.get(identity);
    if (same) same.push(row);
    else byIdentity.set(identity, [row]);
  }
  for (const row of waiting) {
    const same = byIdentity.get(row.identity) ?? [];
    if (row.copyOf !== undefined && ids.has(row.copyOf)) dropped.set(row, 'copy');
    else if (same.some((one) => one.meaningVersion >= meaningVersion)) dropped.set(row, 'same');
    else older.push(...same);
  }
  return { dropped, older };
}

/** A reservation and what its commit needs to know. */
export interface OpenReservation {
  /** Rows that are not stored. */
  rows: readonly WaitingRow[];
  /** Stored rows to replace. */
  older: readonly StoredRow[];
  /** The state that the rows were compared with. */
  comparedWith: FolderState;
  /** Resolves when the reservation before this one is committed. */
  readonly turn: Promise<void>;
  readonly finish: (error?: unknown) => void;
}
