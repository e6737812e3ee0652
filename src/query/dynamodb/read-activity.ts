import { hourAfter } from '../../activity/activity-group';
import { resourceName } from '../../audit/resource-name';
import { AuditTrailError } from '../../errors';
import {
  type ActivityBatch,
  type ActivityReadOptions,
  type ResolvedActivity,
  tableMatcher,
} from '../activity-reading';
import type { AuditStore } from '../audit-store';
import { listDirectory } from '../list-directory';
import type { ResolvedQuery } from '../resolved-query';
import { countActivity } from './count-activity';

/** Maximum number of tables that one answer counts: each has up to nine partitions to read. */
const MAXIMUM_TABLES = 100;

/** Counts calls in groups from the records in the audit table. */
export async function* readActivity(
  store: Pick<AuditStore, 'records' | 'directory'>,
  query: ResolvedActivity,
  { after, budget, signal }: ActivityReadOptions,
): AsyncGenerator<ActivityBatch> {
  const { range, resources, principal } = query.records;
  const until = after && [hourAfter(after.hour), range.until].filter((time) => time !== undefined).sort()[0];
  const records: ResolvedQuery = {
    ...query.records,
    range: until === undefined ? range : { ...range, until },
    resources: resources.length > 0 || principal ? resources : [await findTables(store, query, signal)],
  };
  const reader = await store.records(records, { budget, signal });
  yield* countActivity(reader, { ...query, records }, after);
}

/**
 * The tables of a question that names none: only the indexes by resource and by principal have all calls of the data
 * plane.
 */
async function findTables(
  store: Pick<AuditStore, 'directory'>,
  query: ResolvedActivity,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const isCounted = tableMatcher(query);
  const tables: string[] = [];
  for await (const { value } of listDirectory(store, { kind: 'resources' }, signal)) {
    if (resourceName(value).type !== 'table' || !isCounted(value)) continue;
    if (tables.length === MAXIMUM_TABLES) throw tooManyTables();
    tables.push(value);
  }
  return tables;
}

const tooManyTables = () =>
  new AuditTrailError(
    'NotAnswerable',
    `The question is about more than ${MAXIMUM_TABLES} tables. Add table, or narrow it with account or eventRegion.`,
  );
