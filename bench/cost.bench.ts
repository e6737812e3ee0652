/**
 * What DynamoDB charges for events and files: computed from the items, by its documented rounding
 * rules. Prints tables, writes bench/results/cost.json.
 */
import {
  dollarsPerMillion,
  PRICES,
  type TableShape,
  type WireItem,
  writeUnits,
} from '../test/support/dynamodb-cost';
import { computeShapes, printShapes, shapeGoals } from './support/activity-shapes';
import { printProgress } from './support/command';
import { dataEvents } from './support/data-events';
import { DATA_PLANE_MIX, type DataPlaneMix } from './support/data-plane';
import {
  controlEvents,
  type EventCost,
  ledgerEntryBytes,
  type Sample,
  toAuditCost,
  toEventCost,
} from './support/event-cost';
import { printGoals } from './support/goals';
import { computeRecordedShare } from './support/recorded-share';
import { saveResults } from './support/results';

const QUICK = process.argv.includes('--quick');
const EVENTS = QUICK ? 2_000 : 20_000;

const NAIVE_KEYS = ['resource', 'principal', 'eventName', 'accountId'];
const NAIVE: TableShape = {
  keys: ['eventId'],
  indexes: NAIVE_KEYS.map((name) => ({ keys: [name, 'eventTime'], projects: 'ALL' })),
};

/** The design that comes first to mind: the event as JSON, and an ALL index for each question. */
const naiveItem = ({ text, event: { record } }: Sample): WireItem => ({
  eventId: { S: record.eventId },
  eventTime: { S: record.eventTime },
  resource: { S: record.resources[0] ?? 'none' },
  principal: { S: record.principal.id },
  eventName: { S: record.eventName },
  accountId: { S: record.accountId ?? 'none' },
  event: { S: text },
});

const naive = (samples: readonly Sample[]) => toEventCost(samples, (sample) => [naiveItem(sample)], NAIVE);

const multiTable = (share: number): DataPlaneMix['multiTable'] => ({
  BatchGetItem: share,
  BatchWriteItem: share,
  TransactGetItems: share,
  TransactWriteItems: share,
});

const VARIATIONS: Readonly<Record<string, Partial<DataPlaneMix>>> = {
  'as assumed': {},
  'no multi-table calls': { multiTable: multiTable(0) },
  'multi-table: 10 % of batches and transactions': { multiTable: multiTable(0.1) },
  'multi-table: 30 % of batches and transactions': { multiTable: multiTable(0.3) },
  'multi-table: all batches and transactions': { multiTable: multiTable(1) },
  'throttled: 5 %': { throttled: 0.05 },
  'denied: 5 %': { denied: 0.05 },
  'conditions fail: 20 %': { conditionFailed: 0.2 },
  '1,000 tables': { tables: 1_000 },
};

const print = (title: string, rows: readonly (readonly [string, EventCost])[]) => {
  console.log(`\n${title}`);
  const columns = ['write units', 'item bytes', '≤ 1,024', 'stored bytes', '$/M writes', '$/M month'];
  console.log(`  ${''.padEnd(48)}${columns.map((column) => column.padStart(13)).join('')}`);
  for (const [name, cost] of rows) {
    const dollars = dollarsPerMillion(cost);
    const cells = [
      cost.writeUnits.toFixed(3),
      cost.itemBytes.toFixed(0),
      `${(cost.withinUnit * 100).toFixed(1)} %`,
      cost.storedBytes.toFixed(0),
      dollars.writes.toFixed(2),
      dollars.storageMonth.toFixed(2),
    ];
    console.log(`  ${name.padEnd(48)}${cells.map((cell) => cell.padStart(13)).join('')}`);
  }
};

function main(): void {
  printProgress('cost', `${EVENTS} data events and ${EVENTS / 10} control events`);
  const data = [...dataEvents(EVENTS)];
  const control = controlEvents(EVENTS / 10);
  const planes = {
    'data events': toAuditCost(data),
    'data events, naive design': naive(data),
    'control events': toAuditCost(control),
    'control events, naive design': naive(control),
  };
  print('cost per event', Object.entries(planes));

  const names = [...new Set(data.map(({ event }) => event.record.eventName))].sort();
  const operations = names.map(
    (name) => [name, toAuditCost(data.filter(({ event }) => event.record.eventName === name))] as const,
  );
  print('data events by operation', operations);

  const variations = Object.entries(VARIATIONS).map(
    ([name, change]) =>
      [name, toAuditCost([...dataEvents(EVENTS / 4, { ...DATA_PLANE_MIX, ...change })])] as const,
  );
  print('data events, other mixes', variations);

  const fileBytes = ledgerEntryBytes();
  const file = { bytes: fileBytes, writeUnits: writeUnits(fileBytes) };
  console.log(
    `\ncost per file: ${file.writeUnits} write unit for a ledger entry of ${file.bytes} bytes: ` +
      `$${(file.writeUnits * PRICES.millionWriteUnits).toFixed(3)} per million files, ` +
      `$${dollarsPerMillion({ writeUnits: 1, storedBytes: fileBytes + 100 }).storageMonth.toFixed(2)} a month to keep`,
  );

  const recorded = computeRecordedShare(data);
  console.log(
    `\nrecorded in full with activity: ${(recorded.usersArePeople * 100).toFixed(1)} % of these data events, ` +
      `${(recorded.usersAreMachines * 100).toFixed(1)} % if all IAM users are listed in machines`,
  );

  const shapes = computeShapes(QUICK);
  printShapes(shapes);

  const mine = planes['data events'];
  const goals = [
    { goal: 'write units of a data event', value: mine.writeUnits, limit: 3.1, is: 'most' },
    {
      goal: 'write units of a data event, of the naive design',
      value: mine.writeUnits / planes['data events, naive design'].writeUnits,
      limit: 1 / 4,
      is: 'most',
    },
    { goal: 'share of data items within 1,024 bytes', value: mine.withinUnit, limit: 0.95, is: 'least' },
    ...shapeGoals(shapes, QUICK),
  ] as const;
  printGoals(goals, QUICK);
  saveResults('cost', QUICK, {
    events: EVENTS,
    mix: DATA_PLANE_MIX,
    planes,
    operations,
    variations,
    file,
    recorded,
    shapes,
    goals,
  });
}

main();
