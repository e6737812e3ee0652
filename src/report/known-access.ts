import type { Caller, Report, ReportedTable } from './report-schema';

/** What is known of who may read the audit. */
export interface KnownAccess {
  readonly sentences: readonly string[];
  readonly facts: Report['access']['facts'];
  /** Command lines that show more. */
  readonly commands: readonly string[];
  /** Names of the tables of the audit. Empty for a data folder. */
  readonly tables: readonly string[];
}

/** Who called the tables of the audit in the range, as far as a trail logged it. By principal. */
export function findSeen(listed: readonly ReportedTable[], { tables }: KnownAccess): Caller[] {
  const callers = new Map<string, Caller>();
  for (const { table, callers: ofTable } of listed) {
    if (!tables.some((name) => table.endsWith(`:table/${name}`))) continue;
    for (const caller of ofTable) {
      const known = callers.get(caller.principal);
      callers.set(caller.principal, known ? addCallers(known, caller) : caller);
    }
  }
  return [...callers.values()].sort((one, other) => (one.principal < other.principal ? -1 : 1));
}

const addCallers = (one: Caller, other: Caller): Caller => ({
  principal: one.principal,
  reads: one.reads + other.reads,
  writes: one.writes + other.writes,
  control: one.control + other.control,
  succeeded: one.succeeded + other.succeeded,
  denied: one.denied + other.denied,
  throttled: one.throttled + other.throttled,
  failed: one.failed + other.failed,
  first: one.first < other.first ? one.first : other.first,
  last: one.last > other.last ? one.last : other.last,
});
