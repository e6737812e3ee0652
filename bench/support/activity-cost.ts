import { ActivityCollector } from '../../src/activity/activity-collector';
import { Tokenizer } from '../../src/activity/tokens';
import { auditEvent } from '../../src/audit/classify';
import { toActivityItems } from '../../src/store/ledger/activity-item';
import { toFileActivityParts } from '../../src/store/ledger/file-activity-item';
import { toLedgerWritable } from '../../src/store/ledger/ledger';
import {
  itemBytes,
  STORAGE_OVERHEAD_BYTES,
  type WireItem,
  writeUnits,
} from '../../test/support/dynamodb-cost';
import { toSource } from './data-events';
import { DATA_PLANE_MIX, dataCall } from './data-plane';
import { type Callers, toCallers, writeEvent } from './envelope';
import { type Random, randomFrom } from './random';

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const FILES_AN_HOUR = 12;
const MINUTES = 10;

/** Averages of an event of a table. */
export interface ActivityCost {
  /** Write units of the activity entries alone. */
  readonly entries: number;
  /** With the ledger entry of the file. */
  readonly withLedger: number;
  /** Bytes of an entry, on average. */
  readonly entryBytes: number;
  /** Bytes of entries for an event. */
  readonly eventBytes: number;
  /** Bytes that entries store for an event, with what DynamoDB adds to each. */
  readonly storedBytes: number;
  /** Bytes of the ledger entry of a file, on average. */
  readonly ledgerBytes: number;
}

/** The writes of files in which each of some tables has so many data events. */
export function activityCost(
  eventsATable: number,
  tables: number,
  files: number,
  callers: (table: number) => Callers = toCallers,
): ActivityCost {
  const random = randomFrom(23);
  let entryUnits = 0;
  let ledgerUnits = 0;
  let entries = 0;
  let bytes = 0;
  let ledgerBytes = 0;
  for (let file = 0; file < files; file += 1) {
    const tokenizer = new Tokenizer('c2FsdCBmb3IgYmVuY2hlcw');
    const collector = new ActivityCollector(tokenizer);
    // Files come every five minutes with events of ten: two of twelve have events of two hours.
    const minute = 5 * (file % FILES_AN_HOUR) + 2.5;
    for (const text of fileEvents(random, eventsATable, tables, minute, callers)) {
      const event = JSON.parse(text);
      const audited = auditEvent(event, Buffer.from(text), {});
      if (audited.kind === 'rejected') throw new Error(audited.reason);
      collector.add(audited.event, event);
    }
    const collected = collector.finish();
    const entry = { ...LEDGER_ENTRY, ...toSource('2026-03-01T00:00:00Z', file), tables: tableArns(tables) };
    for (const { json } of toActivityItems(collected.entries, entry, 365)) {
      const size = itemBytes(JSON.parse(String(json)) as WireItem);
      entries += 1;
      bytes += size;
      entryUnits += writeUnits(size);
    }
    const { json } = toLedgerWritable(entry, toFileActivityParts(entry, collected));
    const ledgerItem = itemBytes(JSON.parse(String(json)) as WireItem);
    ledgerBytes += ledgerItem;
    ledgerUnits += writeUnits(ledgerItem);
  }
  const events = files * tables * eventsATable;
  return {
    entries: entryUnits / events,
    withLedger: (entryUnits + ledgerUnits) / events,
    entryBytes: bytes / entries,
    eventBytes: bytes / events,
    storedBytes: (bytes + entries * STORAGE_OVERHEAD_BYTES) / events,
    ledgerBytes: ledgerBytes / files,
  };
}

const tableName = (table: number): string => `app-table-${table}`;
const tableArns = (tables: number): string[] =>
  Array.from(
    { length: tables },
    (_, table) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${tableName(table)}`,
  );

function* fileEvents(
  random: Random,
  eventsATable: number,
  tables: number,
  minute: number,
  callers: (table: number) => Callers,
): Iterable<string> {
  for (let table = 0; table < tables; table += 1) {
    for (let event = 0; event < eventsATable; event += 1) {
      const call = dataCall(random, ACCOUNT, REGION, { ...DATA_PLANE_MIX, tables }, table);
      const start = minute + random.below(MINUTES / 5) * 5;
      yield writeEvent(random, call, ACCOUNT, REGION, start, callers(table));
    }
  }
}

const LEDGER_ENTRY = {
  accountId: ACCOUNT,
  region: REGION,
  day: '2026-03-01',
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  versionId: 'PHtexPGjH2y.zBgT8LmB7wwLI2mpbz.k',
  inflatedBytes: 216_543,
  compressedBytes: 31_804,
  gzipMembers: 1,
  paddingBytes: 0,
  counts: {
    read: 105,
    otherServices: 6,
    excluded: 0,
    duplicates: 0,
    audited: 99,
    recorded: 99,
    summarized: 0,
    rejected: 0,
  },
  unknownOperations: 0,
  firstEventTime: '2026-03-01T00:02:31Z',
  lastEventTime: '2026-03-01T00:12:28Z',
  status: 'done',
  finishedAt: '2026-03-01T00:15:02.123Z',
} as const;
