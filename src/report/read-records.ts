import type { AuditRecord } from '../audit/audit-record';
import type { AuditStore } from '../query/audit-store';
import type { ResolvedQuery } from '../query/resolved-query';
import { toEventTime } from '../store/lanes';

/** How many entries may be read, over all queries of a report. */
export interface EntryBudget {
  readonly maximum: number;
  read: number;
}

/** What reading a query left out. */
export interface ReadRecords {
  /** Records from this time on were not read. Absent if all were. */
  readonly readUntil?: string;
  /** What the store lacks, as a clause. Absent if it lacks nothing. */
  readonly incomplete?: string;
}

const PAGE = 1_000;

/**
 * Reads the records of a query from an index, in order, as far as the budget goes.
 * @throws AuditTrailError `NotAnswerable`, `ServiceFailed`, or the reason of the signal
 */
export async function readQuery(
  store: AuditStore,
  query: ResolvedQuery,
  budget: EntryBudget,
  onRecord: (record: AuditRecord) => void,
  signal: AbortSignal,
): Promise<ReadRecords> {
  const before = budget.read;
  // An earlier end would depend on the speed of the machine.
  const entries = budget.maximum - before;
  const reader = await store.records(query, {
    budget: { entries, until: Number.POSITIVE_INFINITY },
    indexesOnly: true,
    signal,
  });
  const { incomplete } = reader.plan;
  const lacks = incomplete === undefined ? {} : { incomplete };
  if (entries <= 0) return { ...lacks, readUntil: query.range.since ?? '' };
  for (;;) {
    const { records, position, cost } = await reader.read(PAGE);
    for (const record of records) onRecord(record);
    budget.read = before + cost.entries;
    if (!position) return lacks;
    if (records.length < PAGE) return { ...lacks, readUntil: toEventTime(position.occurred) };
  }
}
