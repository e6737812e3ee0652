/** What a month writes to the ledger table. docs/cost.md and docs/scale.md are generated from it. */
import { STORAGE_OVERHEAD_BYTES } from '../../test/support/dynamodb-cost';
import { ACTIVITY, ASSUMED, MEASURED } from './cost-basis';

/** Data events of each table in a file, if all files have the same number. */
const toEventsATable = (files: number, dataEvents: number): number =>
  Math.max(1, Math.round(dataEvents / files / ASSUMED.tablesPerFile));

/** What files cost in the ledger. */
export interface LedgerUse {
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Stored bytes of the entries of files, which are kept forever. */
  readonly fileBytes: number;
  /** Stored bytes of activity entries, which expire with their events. */
  readonly activityBytes: number;
}

/** What files and their data events cost in the ledger. Without data events, a file has its entry only. */
export function toLedger(files: number, dataEvents: number): LedgerUse {
  const { writeUnits, itemBytes } = MEASURED.ledgerEntry;
  if (dataEvents === 0) {
    const fileBytes = files * (itemBytes + STORAGE_OVERHEAD_BYTES);
    return { writeUnits: files * writeUnits, readUnits: 0, fileBytes, activityBytes: 0 };
  }
  const eventsATable = toEventsATable(files, dataEvents);
  const activity = ACTIVITY[eventsATable];
  if (!activity)
    throw new Error(`ACTIVITY has no averages for ${eventsATable} data events a file and table.`);
  const { entries, withLedger, ledgerBytes, storedBytes } = activity;
  const unitsPerFile = (withLedger - entries) * eventsATable * ASSUMED.tablesPerFile;
  return {
    writeUnits: dataEvents * entries + files * unitsPerFile,
    readUnits: files * ASSUMED.readUnitsPerFile,
    fileBytes: files * (ledgerBytes + STORAGE_OVERHEAD_BYTES),
    activityBytes: dataEvents * storedBytes,
  };
}
