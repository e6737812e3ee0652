import { DAYS, toBends, toNeeds } from '../../bench/support/scale';

/** Within the digits that the factors have. */
const expectAbout = (value: number, expected: number) => expect(value / expected).toBeCloseTo(1, 3);

describe('10,000 million data events a day, from 2,000 accounts and Regions', () => {
  // 5 % in the busiest place, half of these on its busiest table; three times as many at the peak.
  const A_SECOND = (10_000e6 / 86_400) * 3;
  const BUSIEST_FILES = (500e6 * 1_600) / 50e6;
  const FILES = BUSIEST_FILES + 1_999 * 288;
  const ENTRY_BYTES = 10_000e6 * 10.36 + FILES * 3 * 860;
  const ITEM_BYTES = (250e6 * 10.36 + BUSIEST_FILES * 860) * 30;
  const needs = toNeeds(DAYS[2]!);

  it.each([
    ['log files', needs.files, FILES],
    ['messages a second', needs.messagesASecond, (FILES / 86_400) * 3],
    ['messages of an hour', needs.waitingFiles, (FILES / 24) * 3],
    ['functions', needs.functions, A_SECOND * 0.0001 + (FILES / 86_400) * 3 * (0.01 + 0.1 / 100)],
    ['processors', needs.processors, A_SECOND * 44e-6],
    ['write units, records', needs.auditUnits.records, A_SECOND * 3.07],
    ['write units, activity', needs.auditUnits.activity, A_SECOND * 3.07 * 0.02],
    ['write units of the ledger', needs.ledgerUnits, A_SECOND * 0.0127],
    ['write units of a lane', needs.laneUnits.records, (A_SECOND * 0.05 * 0.5) / 8],
    ['write units of entries of a table', needs.entryUnits, A_SECOND * 0.05 * 0.5 * 0.0114],
    ['gigabytes, records', needs.storedGigabytes.records, (10_000e6 * 2_175 + ENTRY_BYTES) / 2 ** 30],
    ['gigabytes, activity', needs.storedGigabytes.activity, (10_000e6 * 43.5 + ENTRY_BYTES) / 2 ** 30],
    ['entries of an item question', needs.item.entries, BUSIEST_FILES * 30 * (14 / 12)],
    ['its read units', needs.item.readUnits, ITEM_BYTES / 8_192],
    ['its seconds', needs.item.seconds, ITEM_BYTES / 8_192 / 3_000],
    ['log files that it reads', needs.item.filesRead, 6 + (BUSIEST_FILES * 30) / 256],
  ])('%s', (_name, value, expected) => expectAbout(value, expected));

  it('costs read units and GET requests', () => {
    expectAbout(needs.item.dollars, (needs.item.readUnits * 0.125 + needs.item.filesRead * 0.4) / 1e6);
  });
});

it('has at least a file each five minutes in every account and Region', () => {
  expect(toNeeds(DAYS[0]!).files).toBe(3 * 288);
});

it.each([
  ['itemSeconds', ((3_000 * 8_192) / 30 - 288 * 860) / 10.36],
  ['itemDollars', (((0.001 / 0.125e-6) * 8_192) / 30 - 288 * 860) / 10.36],
  ['filesOfAPlace', 9e6],
  ['tableLanes', (8_000 / 3) * 86_400],
  ['recordsQuota', (40_000 / 3.07 / 3) * 86_400],
  ['functions', (10 / 0.0001 / 3) * 86_400],
  ['activityQuota', (40_000 / 0.0614 / 3) * 86_400],
  ['ledgerQuota', (40_000 / 0.0127 / 3) * 86_400],
] as const)('reaches the limit %s', (name, events) => expectAbout(toBends()[name], events));
