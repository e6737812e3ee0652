import type { Position } from '../../query/position';
import type { ResolvedQuery } from '../../query/resolved-query';
import type { Order } from '../../query/time-range';
import type { Segment } from '../folder/commit';
import {
  CANDIDATE_COLUMNS,
  type Candidate,
  countSettled,
  isBefore,
  orderCandidates,
  toCandidate,
} from './candidates';
import type { Asking } from './connections';
import type { CostMeter } from './cost-meter';
import { eventsTable, type Parts } from './parts';
import { orderBy, startOf } from './row-order';
import { firstTime, inOrder, takeWave, waveRows } from './segment-order';
import { readWhere } from './where';

export interface StretchOptions {
  /** Segments that may hold rows of the answer. */
  readonly segments: readonly Segment[];
  readonly from: Position | undefined;
  /** Number of rows that are wanted, 1 or more. */
  readonly count: number;
  readonly meter: CostMeter;
  /** Whether to read on although fewer rows are found. */
  readonly mayContinue: () => boolean;
}

/** A part of an answer: its rows, in order. */
export interface Stretch {
  readonly rows: readonly Candidate[];
  /** Where the answer goes on. Absent at its end. */
  readonly next?: Position;
}

/**
 * Finds the next rows of an answer. Segments are read in waves, those with the first records first: a
 * row counts once no unread segment can hold an earlier one.
 */
export async function findStretch(
  parts: Parts,
  asking: Asking,
  query: ResolvedQuery,
  { segments, from, count, meter, mayContinue }: StretchOptions,
): Promise<Stretch> {
  const { order } = query;
  /** Last rows of waves that may hold more. */
  const cut: Candidate[] = [];
  let unread = inOrder(segments, order);
  let candidates: Candidate[] = [];
  for (let wave = 0; ; wave += 1) {
    const time = unread[0] && firstTime(unread[0], order);
    const settled = countSettled(candidates, { time, cut }, order);
    const stop = time !== undefined && wave > 0 ? startOf(time, order) : undefined;
    const isStopped = stop && !mayContinue() && comesAfter(stop, from, order);
    if (time === undefined || settled >= count || isStopped) {
      const taken = candidates.slice(0, Math.min(count, settled));
      const isDone = time === undefined && cut.length === 0 && taken.length === candidates.length;
      if (isDone) return { rows: taken };
      // A wave that was cut may hold more before the time where reading stopped.
      const isAtStop =
        time !== undefined && settled < count && !cut.some((last) => isBefore(last, time, order));
      const last = taken.at(-1);
      const next = isAtStop ? stop : last && { occurred: last.occurred, identity: last.identity };
      return { rows: taken, ...(next && { next }) };
    }
    const now = takeWave(unread, waveRows(wave));
    unread = unread.slice(now.length);
    const found = await findCandidates(parts, asking, query, now, from, count + 1);
    meter.add(now);
    if (found.length > count) cut.push(found.at(-1)!);
    candidates = orderCandidates([...candidates, ...found], order);
  }
}

/** Without progress, a part of an answer must not end, or the next one would read the same again. */
const comesAfter = ({ occurred }: Position, from: Position | undefined, order: Order): boolean =>
  from === undefined || (order === 'asc' ? occurred > from.occurred : occurred < from.occurred);

async function findCandidates(
  parts: Parts,
  asking: Asking,
  query: ResolvedQuery,
  segments: readonly Segment[],
  from: Position | undefined,
  limit: number,
): Promise<Candidate[]> {
  const table = await eventsTable(parts, segments);
  const { where, parameters } = await readWhere(asking, table, query, from);
  const rows = await asking.rows(
    `SELECT ${CANDIDATE_COLUMNS} FROM ${table} ${where} ` + `ORDER BY ${orderBy(query.order)} LIMIT ${limit}`,
    parameters,
  );
  return rows.map((row) => toCandidate(row, segments));
}
