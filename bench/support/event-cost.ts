import { marshall } from '@aws-sdk/util-dynamodb';
import { INDEXES, OCCURRED, PROJECTED_ATTRIBUTES } from '../../src/store/indexes';
import { encodeItems, type StoredEvent } from '../../src/store/items/item';
import { toLedgerItem } from '../../src/store/ledger/ledger-item';
import { itemBytes, putCost, type TableShape, type WireItem } from '../../test/support/dynamodb-cost';
import { controlText } from './control-events';
import { SETTINGS, storedEvent, toSource } from './data-events';
import { randomFrom } from './random';

const UNIT_BYTES = 1_024;

const OURS: TableShape = {
  keys: ['eventId', 'part'],
  indexes: INDEXES.map(({ name }) => ({ keys: [name, OCCURRED], projects: PROJECTED_ATTRIBUTES })),
};

/** An event as the text of its log file and as it goes to the store. */
export interface Sample {
  readonly text: string;
  readonly event: StoredEvent;
}

/** Averages of an event. */
export interface EventCost {
  readonly writeUnits: number;
  /** Items and index entries, with what DynamoDB adds to each. */
  readonly storedBytes: number;
  readonly itemBytes: number;
  /** Share of events whose item fits one write unit. */
  readonly withinUnit: number;
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What the items of events cost in a table, on average. */
export function toEventCost(
  samples: readonly Sample[],
  toItems: (sample: Sample) => WireItem[],
  table: TableShape,
): EventCost {
  const events = samples.map((sample) => {
    const items = toItems(sample);
    const puts = items.map((item) => putCost(item, table));
    return {
      writeUnits: puts.reduce((sum, put) => sum + put.writeUnits, 0),
      storedBytes: puts.reduce((sum, put) => sum + put.storedBytes, 0),
      itemBytes: itemBytes(items[0]!),
    };
  });
  return {
    writeUnits: average(events.map((event) => event.writeUnits)),
    storedBytes: average(events.map((event) => event.storedBytes)),
    itemBytes: average(events.map((event) => event.itemBytes)),
    withinUnit: average(events.map((event) => (event.itemBytes <= UNIT_BYTES ? 1 : 0))),
  };
}

/** What events cost in the audit table, on average. */
export const toAuditCost = (samples: readonly Sample[]): EventCost =>
  toEventCost(samples, ({ event }) => encodeItems(event, SETTINGS).map(({ json }) => JSON.parse(json)), OURS);

/** Control-plane events, the same in every run. */
export function controlEvents(count: number): Sample[] {
  const random = randomFrom(11);
  return Array.from({ length: count }, (_, index) => {
    const text = controlText(random, index);
    return { text, event: storedEvent(text, Math.floor(index / 200)) };
  });
}

/** The ledger entry of one log file of a real trail: a few records, all of other services. */
const LEDGER_ENTRY = marshall(
  toLedgerItem({
    ...toSource('2026-03-14T09:26:53Z', 1),
    accountId: '111122223333',
    region: 'us-east-1',
    day: '2026-03-14',
    etag: 'd41d8cd98f00b204e9800998ecf8427e',
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    inflatedBytes: 6_543,
    versionId: 'PHtexPGjH2y.zBgT8LmB7wwLI2mpbz.k',
    compressedBytes: 1_804,
    gzipMembers: 1,
    paddingBytes: 0,
    counts: {
      read: 5,
      otherServices: 5,
      excluded: 0,
      duplicates: 0,
      audited: 0,
      recorded: 0,
      summarized: 0,
      rejected: 0,
    },
    unknownOperations: 0,
    status: 'done',
    finishedAt: '2026-03-14T09:31:02.123Z',
  }),
) as WireItem;

/** Size of the ledger entry of a file. */
export const ledgerEntryBytes = (): number => itemBytes(LEDGER_ENTRY);
