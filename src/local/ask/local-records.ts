import type { AuditRecord } from '../../audit/audit-record';
import type { ReadOptions, RecordPage, RecordReader } from '../../query/audit-store';
import { matchEvent } from '../../query/match-event';
import type { Position } from '../../query/position';
import { isSpent, type ReadBudget } from '../../query/read-budget';
import type { ReadPlan } from '../../query/read-plan';
import type { ResolvedQuery } from '../../query/resolved-query';
import type { FolderState } from '../folder/folder-state';
import { withFreshState } from '../folder/fresh-state';
import type { Candidate } from './candidates';
import type { Asking } from './connections';
import { CostMeter } from './cost-meter';
import { findSegments, toPlan } from './find-segments';
import { findStretch } from './find-stretch';
import type { Parts } from './parts';
import { readRows } from './read-rows';
import { readVariants } from './read-variants';
import { RECORD_COLUMNS, toRecord } from './row-values';

/** Records that are read ahead of the pages of a long answer. */
const MAXIMUM_AHEAD = 4_096;
const GROWTH = 4;

/** Opens the answer to a query. */
export async function openRecords(
  parts: Parts,
  query: ResolvedQuery,
  options: ReadOptions = {},
): Promise<RecordReader> {
  const segments = await withFreshState(parts.log, (state) =>
    findSegments(parts, state, query, options.from),
  );
  return new LocalRecords(parts, query, toPlan(query, segments), options);
}

/** A record and its place in the order. */
interface PlacedRecord {
  readonly record: AuditRecord;
  readonly place: Position;
}

class LocalRecords implements RecordReader {
  readonly #parts: Parts;
  readonly #query: ResolvedQuery;
  readonly #budget: ReadBudget | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #meter = new CostMeter();
  /** Records that are read, but not given yet. */
  #ahead: readonly PlacedRecord[] = [];
  /** Where reading goes on after them. */
  #from: Position | undefined;
  #isRead = false;
  #pages = 0;
  #wanted = 0;

  constructor(
    parts: Parts,
    query: ResolvedQuery,
    readonly plan: ReadPlan,
    { from, budget, signal }: ReadOptions,
  ) {
    this.#parts = parts;
    this.#query = query;
    this.#from = from;
    this.#budget = budget;
    this.#signal = signal;
  }

  async read(limit: number): Promise<RecordPage> {
    // Most callers read one page or two.
    this.#pages += 1;
    this.#wanted = Math.min(MAXIMUM_AHEAD, this.#pages < 3 ? limit : this.#wanted * GROWTH);
    while (this.#ahead.length < limit && !this.#isRead) {
      if (this.#meter.rows > 0 && !this.#mayContinue()) break;
      await this.#readOn(Math.max(this.#wanted, limit) - this.#ahead.length);
    }
    const given = this.#ahead.slice(0, limit);
    this.#ahead = this.#ahead.slice(limit);
    const isDone = this.#isRead && this.#ahead.length === 0;
    const position = this.#ahead.length > 0 ? given.at(-1)?.place : this.#from;
    return {
      records: given.map(({ record }) => record),
      ...(!isDone && position && { position }),
      cost: this.#meter.cost,
    };
  }

  async #readOn(count: number): Promise<void> {
    const parts = this.#parts;
    const { records, next } = await withFreshState(parts.log, async (state) => {
      const segments = await findSegments(parts, state, this.#query, this.#from);
      return parts.connections.use(this.#signal, async (asking) => {
        const stretch = await findStretch(parts, asking, this.#query, {
          segments,
          from: this.#from,
          count,
          meter: this.#meter,
          mayContinue: () => this.#mayContinue(),
        });
        const records = await this.#readRecords(asking, state, stretch.rows);
        this.#meter.addStatements(asking.statements);
        return { records, next: stretch.next };
      });
    });
    this.#ahead = [...this.#ahead, ...records];
    this.#from = next;
    this.#isRead = next === undefined;
  }

  async #readRecords(
    asking: Asking,
    state: FolderState,
    candidates: readonly Candidate[],
  ): Promise<PlacedRecord[]> {
    const { item } = this.#query;
    const toPlaced = (record: AuditRecord, index: number): PlacedRecord => {
      const { occurred, identity } = candidates[index]!;
      return { record, place: { occurred, identity } };
    };
    if (item === undefined) {
      const rows = await readRows(this.#parts, asking, candidates, RECORD_COLUMNS);
      return rows.map((row, index) => toPlaced(toRecord(row), index));
    }
    const variants = await readVariants(this.#parts, asking, state, candidates);
    return variants.flatMap((variant, index) =>
      matchEvent(variant.record, variant, item).isNamed ? [toPlaced(variant.record, index)] : [],
    );
  }

  #mayContinue(): boolean {
    const budget = this.#budget;
    return budget === undefined || !isSpent(budget, this.#meter.rows);
  }
}
