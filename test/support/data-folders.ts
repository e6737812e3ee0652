import { auditEvent } from '../../src/audit/classify';
import { type Database, openDatabase } from '../../src/local/duckdb/database';
import { claimFolder } from '../../src/local/folder/claim-folder';
import { NO_CHANGE, type Segment } from '../../src/local/folder/commit';
import { CommitLog } from '../../src/local/folder/commit-log';
import { RowBuffer } from '../../src/local/segments/row-buffer';
import { SegmentWriter } from '../../src/local/segments/segment-writer';
import { riskAssessor } from '../../src/rules/assess-risk';
import type { ItemSource } from '../../src/store/items/item-source';
import type { LedgerEntry } from '../../src/store/ledger/ledger';
import { type CloudTrailEvent, eventBytes } from './events';

export const SOURCE: ItemSource = { bucket: 'local', key: '/logs/one.json.gz' };

/** The rows of events that must be auditable. */
export function toRows(events: readonly CloudTrailEvent[], source: ItemSource = SOURCE): RowBuffer {
  const buffer = new RowBuffer();
  for (const event of events) {
    const original = eventBytes(event);
    const parsed = JSON.parse(original.toString());
    const audited = auditEvent(parsed, original, { assessRisk: riskAssessor({}) });
    if (audited.kind === 'rejected') throw new Error(`Rejected: ${audited.reason}`);
    buffer.add(audited.event, parsed, source);
  }
  return buffer;
}

/** Opens DuckDB as an ingest does. Close it after the tests. */
export const openTestDatabase = (): Promise<Database> => openDatabase({ threads: 1, memoryMiB: 200 });

/**
 * Makes a data folder with one segment and one commit for each list of events.
 * @param dir a folder that does not exist
 */
export async function writeDataFolder(
  database: Database,
  dir: string,
  lists: readonly (readonly CloudTrailEvent[])[],
  files: readonly LedgerEntry[] = [],
): Promise<{ readonly folder: string; readonly segments: readonly Segment[] }> {
  const folder = claimFolder(dir, true);
  const writer = new SegmentWriter(database.connection, folder);
  const log = new CommitLog(folder);
  const segments: Segment[] = [];
  let state = await log.read();
  for (const [index, events] of lists.entries()) {
    const segment = await writer.writeSegment(toRows(events));
    segments.push(segment);
    const addLedgers = index === 0 && files.length > 0 ? [await writer.writeLedger(files)] : [];
    const next = await log.append({ ...NO_CHANGE, addSegments: [segment], addLedgers }, state);
    if (next === undefined) throw new Error('Another process writes to the folder of this test.');
    state = next;
  }
  return { folder, segments };
}
