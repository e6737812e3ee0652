import { parentTable, TABLE_ARN } from '../../audit/arn';
import { AuditTrailError } from '../../errors';
import type { AuditStore } from '../audit-store';
import { formatCount } from '../format-count';
import { listDirectory } from '../list-directory';
import type { TimeRange } from '../time-range';

/** Maximum number of tables whose activity entries are read for one question. Each is a request, before any answer is known. */
export const MAXIMUM_TABLES = 10_000;

/**
 * The tables that were seen on the days of a time range, and for which calls of the data plane can have activity entries.
 * @param isAsked leaves out tables. Default: none.
 * @throws AuditTrailError `NotAnswerable` if there are more than 10,000
 */
export async function findDataTables(
  store: Pick<AuditStore, 'directory'>,
  range: TimeRange,
  signal: AbortSignal | undefined,
  isAsked: (table: string) => boolean = () => true,
): Promise<readonly string[]> {
  const tables: string[] = [];
  for await (const table of listDataTables(store, range, signal)) {
    if (!isAsked(table)) continue;
    tables.push(table);
    if (tables.length > MAXIMUM_TABLES) throw tooManyTables();
  }
  return tables;
}

/** All of these tables, each once. */
export async function* listDataTables(
  store: Pick<AuditStore, 'directory'>,
  { since, until }: TimeRange,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  const tables = new Set<string>();
  for await (const { value, firstSeen, lastSeen } of listDirectory(store, { kind: 'resources' }, signal)) {
    if ((since !== undefined && lastSeen < since.slice(0, 10)) || (until !== undefined && firstSeen >= until))
      continue;
    const table = parentTable(value);
    if (table === undefined || !TABLE_ARN.test(table) || tables.has(table)) continue;
    tables.add(table);
    yield table;
  }
}

const tooManyTables = () =>
  new AuditTrailError(
    'NotAnswerable',
    `The question is about more than ${formatCount(MAXIMUM_TABLES)} tables. Add table, or narrow it with since and until.`,
  );
