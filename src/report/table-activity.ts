import type { AuditRecord } from '../audit/audit-record';
import { FirstEvents } from './first-events';
import type { Caller, ReportedTable } from './report-schema';
import { isChange, shorten } from './reported-event';

const MAXIMUM_CHANGES = 50;
/** Callers that are listed, and that are told apart to find those with the most calls. */
const MAXIMUM_LISTED = 50;
const MAXIMUM_CALLERS = 1_000;

const NO_CALLS = { reads: 0, writes: 0, control: 0, succeeded: 0, denied: 0, throttled: 0, failed: 0 };
type Counts = typeof NO_CALLS;

type CountedCaller = Counts & { first: string; last: string };

const countCalls = ({ reads, writes, control }: Counts): number => reads + writes + control;

/** What was done with one table. Calls come in the order of their times. */
export class TableActivity {
  readonly #counts = { ...NO_CALLS };
  readonly #callers = new Map<string, CountedCaller>();
  readonly #changes = new FirstEvents(MAXIMUM_CHANGES);

  get isEmpty(): boolean {
    return countCalls(this.#counts) === 0;
  }

  add(record: AuditRecord): void {
    addCall(this.#counts, record);
    if (isChange(record)) this.#changes.add(record);
    const { eventTime: first, principal } = record;
    const known = this.#callers.get(principal.id);
    if (!known && this.#callers.size === MAXIMUM_CALLERS) return;
    const caller = known ?? { ...NO_CALLS, first, last: first };
    if (!known) this.#callers.set(principal.id, caller);
    addCall(caller, record);
    caller.last = record.eventTime;
  }

  /** @param readUntil if not all calls were read: the time from which on they were not */
  finish(table: string, readUntil?: string): ReportedTable {
    const callers = [...this.#callers]
      .map(([id, counts]): Caller => ({ principal: shorten(id), ...counts }))
      .sort((a, b) => countCalls(b) - countCalls(a) || (a.principal < b.principal ? -1 : 1));
    const listed = callers.slice(0, MAXIMUM_LISTED);
    const calls = countCalls(this.#counts);
    return {
      table: shorten(table),
      events: calls,
      ...this.#counts,
      ...(readUntil !== undefined && { readUntil }),
      callers: listed,
      callersOmitted: callers.length - listed.length,
      callsOmitted: calls - listed.reduce((sum, caller) => sum + countCalls(caller), 0),
      changes: this.#changes.finish(),
    };
  }
}

function addCall(counts: Counts, record: AuditRecord): void {
  const { plane, access, outcome } = record;
  if (plane === 'control') counts.control += 1;
  else counts[access === 'read' || access === 'list' ? 'reads' : 'writes'] += 1;
  counts[outcome] += 1;
}
