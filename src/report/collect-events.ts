import { isTableArn, parseArn } from '../audit/arn';
import type { AuditRecord } from '../audit/audit-record';
import { AuditTrailError } from '../errors';
import type { AuditStore } from '../query/audit-store';
import { formatCount } from '../query/format-count';
import { listDirectory } from '../query/list-directory';
import { resolveQuery } from '../query/resolve-query';
import type { ResolvedQuery } from '../query/resolved-query';
import { Smallest } from '../query/smallest';
import { type EntryBudget, readQuery } from './read-records';
import type { Report, ReportedTable } from './report-schema';
import { TableActivity } from './table-activity';

/** Tables that the report tells about, the first by ARN. */
const MAXIMUM_TABLES = 200;
/** Tables that are told apart to count those that are not listed. */
const MAXIMUM_COUNTED = 100_000;

export interface AskedEvents {
  readonly since: string;
  readonly until: string;
  readonly account?: readonly string[] | undefined;
}

export interface EventsReading {
  /** Called with each call that is not routine, in the order of time. In some stores, also with the others. */
  readonly onRecord: (record: AuditRecord) => void;
  /** Called for each record that is read. */
  readonly onProgress: () => void;
  readonly budget: EntryBudget;
  readonly signal: AbortSignal;
}

/** What was read of the calls of a range. */
export interface CollectedEvents {
  readonly tables: Report['tables'];
  /** What was not read, in words. */
  readonly limits: readonly string[];
}

/**
 * Reads the calls of a range: all at once if an index of the store has them in one order. Otherwise those that are not routine
 * first, and then all calls of each table.
 */
export async function collectEvents(
  store: AuditStore,
  { since, until, account }: AskedEvents,
  reading: EventsReading,
): Promise<CollectedEvents> {
  const asked = { since, until, order: 'asc', ...(account && { account }) } as const;
  const { query } = await resolveQuery(store, asked, undefined, reading.signal);
  const isAnswered = await canAnswer(store, query);
  return isAnswered ? readAtOnce(store, query, reading) : readByTable(store, query, reading);
}

async function canAnswer(store: AuditStore, query: ResolvedQuery): Promise<boolean> {
  try {
    await store.records(query, { indexesOnly: true });
    return true;
  } catch (error) {
    if (error instanceof AuditTrailError && error.code === 'NotAnswerable') return false;
    throw error;
  }
}

async function readAtOnce(
  store: AuditStore,
  query: ResolvedQuery,
  { onRecord, onProgress, budget, signal }: EventsReading,
): Promise<CollectedEvents> {
  const tables = new Smallest<TableActivity>(MAXIMUM_TABLES);
  const seen = new Set<string>();
  const add = (record: AuditRecord) => {
    onProgress();
    onRecord(record);
    for (const table of new Set(record.resources.filter(isDynamoDbTable))) {
      if (seen.size < MAXIMUM_COUNTED) seen.add(table);
      tables.take(table, () => new TableActivity())?.add(record);
    }
  };
  const { readUntil } = await readQuery(store, query, budget, add, signal);
  const listed = tables.toEntries().map(([table, activity]) => activity.finish(table, readUntil));
  return {
    tables: { listed, omitted: seen.size - listed.length },
    limits: readUntil === undefined ? [] : [describeEnd(budget, `Calls from ${readUntil} on are not in it.`)],
  };
}

async function readByTable(
  store: AuditStore,
  query: ResolvedQuery,
  { onRecord, onProgress, budget, signal }: EventsReading,
): Promise<CollectedEvents> {
  const limits = await findLacks(store, query);
  const counted = (add: (record: AuditRecord) => void) => (record: AuditRecord) => {
    onProgress();
    add(record);
  };
  const partial = { ...query, partial: true };
  const { readUntil } = await readQuery(store, partial, budget, counted(onRecord), signal);
  if (readUntil !== undefined) {
    limits.push(describeEnd(budget, `Its lists of calls end at ${readUntil}, and tables are not counted.`));
  }
  const { tables, omitted } = await findTables(store, query, signal);
  const listed: ReportedTable[] = [];
  let unread = 0;
  for (const table of tables) {
    if (budget.read >= budget.maximum) {
      unread += 1;
      continue;
    }
    const activity = new TableActivity();
    const ofTable = { ...partial, resources: [[table]] };
    const read = await readQuery(
      store,
      ofTable,
      budget,
      counted((record) => activity.add(record)),
      signal,
    );
    if (read.incomplete !== undefined) limits.push(toSentence(read.incomplete));
    if (read.readUntil !== undefined) {
      limits.push(describeEnd(budget, `Calls of ${table} from ${read.readUntil} on are not counted.`));
    }
    if (!activity.isEmpty) listed.push(activity.finish(table, read.readUntil));
  }
  if (unread > 0 && readUntil === undefined) {
    limits.push(
      describeEnd(
        budget,
        `The calls of ${unread === 1 ? '1 table' : `${formatCount(unread)} tables`} are not counted.`,
      ),
    );
  }
  return { tables: { listed, omitted: omitted + unread }, limits: [...new Set(limits)] };
}

const describeEnd = ({ maximum }: EntryBudget, consequence: string): string =>
  `The report stopped reading after ${formatCount(maximum)} entries. ${consequence} Use a shorter range, or a higher --limit.`;

const toSentence = (lacks: string): string => `${lacks.charAt(0).toUpperCase()}${lacks.slice(1)}.`;

/** What the store lacks of calls that are not routine. */
async function findLacks(store: AuditStore, query: ResolvedQuery): Promise<string[]> {
  const reader = await store.records({ ...query, plane: ['control'], partial: true });
  return reader.plan.incomplete === undefined ? [] : [toSentence(reader.plan.incomplete)];
}

/** The tables that calls of the days of a range name. */
async function findTables(
  store: AuditStore,
  { range: { since = '', until = '' } }: ResolvedQuery,
  signal: AbortSignal,
): Promise<{ readonly tables: readonly string[]; readonly omitted: number }> {
  const tables = new Smallest<true>(MAXIMUM_TABLES);
  let found = 0;
  for await (const { value, firstSeen, lastSeen } of listDirectory(store, { kind: 'resources' }, signal)) {
    if (!isDynamoDbTable(value) || firstSeen > until.slice(0, 10) || lastSeen < since.slice(0, 10)) continue;
    found += 1;
    tables.take(value, () => true);
  }
  const kept = tables.toEntries().map(([table]) => table);
  return { tables: kept, omitted: found - kept.length };
}

const isDynamoDbTable = (resource: string): boolean =>
  isTableArn(resource) && parseArn(resource)?.service === 'dynamodb';
