import type { AuditStore } from '../../query/audit-store';
import { NOTHING_EXCLUDED } from '../../store/ledger/exclusions';
import type { Database } from '../duckdb/database';
import { CheckedFiles } from '../folder/checked-files';
import { CommitLog } from '../folder/commit-log';
import { Connections } from './connections';
import { countActivity } from './count-activity';
import { countRows } from './count-rows';
import { countValues } from './count-values';
import { openRecords } from './local-records';
import { NameTable } from './name-table';
import type { Parts } from './parts';
import { readCoverage, readDeliveries } from './read-coverage';
import { readEvent } from './read-event';
import { readEvents } from './read-events';
import { readFiles } from './read-files';
import { readItems } from './read-items';
import { readLedgerRange } from './read-ledger';
import { TokenFilters } from './token-filters';

/** The order of records is that of DynamoDB's layout 1, whose tokens are therefore valid here, too. */
const LAYOUT_VERSION = 1;

/** The audit in a data folder. */
export interface LocalStore extends AuditStore {
  /** Closes its connections to the database. */
  close(): void;
}

/**
 * Answers from the newest commit of a data folder. Every file is checked against its commit before it is
 * used: the methods throw AuditTrailError `DamagedFile`, which names the file and how to rebuild it.
 * @param folder path as `claimFolder` returns it
 */
export function createLocalStore(folder: string, database: Database): LocalStore {
  const connections = new Connections(database, folder);
  const parts: Parts = {
    log: new CommitLog(folder),
    checkedFiles: new CheckedFiles(folder),
    tokenFilters: new TokenFilters(folder),
    connections,
  };
  const names = new NameTable(parts);
  return {
    entryBudget: Number.POSITIVE_INFINITY,
    layoutVersion: async () => LAYOUT_VERSION,
    records: (query, options) => openRecords(parts, query, options),
    items: (query, options) => readItems(parts, query, options),
    counts: (query, options) => countRows(parts, query, options),
    countValues: (query, options) => countValues(parts, query, options),
    activity: (query, options) => countActivity(parts, query, options),
    event: (eventId, signal) => readEvent(parts, eventId, signal),
    events: (signal) => readEvents(parts, signal),
    directory: (query, signal) => names.read(query, signal),
    files: (options) => readFiles(parts, options),
    filesOf: (range, signal) => readLedgerRange(parts, range, signal),
    coverage: (query, signal) => readCoverage(parts, query, signal),
    deliveries: (query, signal) => readDeliveries(parts, query, signal),
    trails: async () => (await parts.log.read()).coverage?.trails ?? [],
    // Ingestion on one machine has no settings that leave records out.
    exclusions: async () => ({ spans: [NOTHING_EXCLUDED] }),
    close: () => connections.close(),
  };
}
