import { join } from 'node:path';
import type { AuditedEvent, AuditRecord } from '../../src/audit/audit-record';
import { computeContentHash } from '../../src/audit/event-identity';
import type { JsonObject } from '../../src/audit/json';
import { claimFolder } from '../../src/local/folder/claim-folder';
import { NO_CHANGE } from '../../src/local/folder/commit';
import { CommitLog } from '../../src/local/folder/commit-log';
import { type LocalAudit, openLocalAudit } from '../../src/local/open-local-audit';
import { RowBuffer } from '../../src/local/segments/row-buffer';
import { SegmentWriter } from '../../src/local/segments/segment-writer';
import { toAuditedEvent } from './audited';
import { openTestDatabase, SOURCE } from './data-folders';
import type { CloudTrailEvent } from './events';

/** An audit in a data folder of its own, open for questions. */
export interface TestLocalAudit extends LocalAudit {
  readonly folder: string;
}

/** What ingest would store of a record, as if it came from an event. */
export function toMadeUpEvent(record: AuditRecord, variant = '') {
  const event = { ...record, variant };
  const original = Buffer.from(JSON.stringify(event));
  const contentHash = computeContentHash(event, original)!;
  const audited: AuditedEvent = { record, contentHash, original, unknownOperation: false };
  return { audited, event };
}

let audits = 0;

/**
 * Makes a data folder with one segment for each list of records, and opens it. Close it after the tests.
 * @param parent a folder that exists
 */
export const createLocalAudit = (
  parent: string,
  lists: readonly (readonly AuditRecord[])[],
): Promise<TestLocalAudit> =>
  createAudit(
    parent,
    lists.map((records) => records.map((record) => toMadeUpEvent(record))),
  );

/** Makes the same of events. */
export const createLocalAuditOfEvents = (
  parent: string,
  lists: readonly (readonly CloudTrailEvent[])[],
): Promise<TestLocalAudit> =>
  createAudit(
    parent,
    lists.map((events) => events.map((event) => ({ audited: toAuditedEvent(event), event }))),
  );

async function createAudit(
  parent: string,
  lists: readonly (readonly { readonly audited: AuditedEvent; readonly event: JsonObject }[])[],
): Promise<TestLocalAudit> {
  audits += 1;
  const folder = claimFolder(join(parent, `audit-${audits}`), true);
  const database = await openTestDatabase();
  const writer = new SegmentWriter(database.connection, folder);
  const log = new CommitLog(folder);
  for (const events of lists) {
    const buffer = new RowBuffer();
    for (const { audited, event } of events) buffer.add(audited, event, SOURCE);
    const addSegments = [await writer.writeSegment(buffer)];
    await log.append({ ...NO_CHANGE, addSegments }, await log.read());
  }
  database.close();
  return { folder, ...(await openLocalAudit(folder)) };
}
