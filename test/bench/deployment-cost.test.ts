import { activityCost } from '../../bench/support/activity-cost';
import { ACTIVITY, ACTIVITY_UNITS, MEASURED } from '../../bench/support/cost-basis';
import { dataEvents } from '../../bench/support/data-events';
import {
  DEPLOYMENTS,
  storedMonths,
  toMonthlyCost,
  WATCHED,
  WITHOUT_DATA_EVENTS,
} from '../../bench/support/deployment-cost';
import { controlEvents, ledgerEntryBytes, toAuditCost } from '../../bench/support/event-cost';
import { computeRecordedShare } from '../../bench/support/recorded-share';
import { toShapeDollars } from '../../bench/support/shape-cost';
import { deploy } from '../support/stacks';

const GIGABYTE = 1024 ** 3;
const [, , large] = DEPLOYMENTS;

describe('a billion data events a month, from 500 accounts with 4 Regions', () => {
  const FILES = 500 * 4 * 8_640;
  // 19.3 a file and table: 57.87 events a file, on three tables.
  const ACTIVITY_BYTES = 1e9 * 48.6;
  const FILE_BYTES = FILES * (855 + 100);
  const first = toMonthlyCost(large!, { month: 1 });

  it.each([
    ['Writes to the audit table', (1_000 * 3.07 + 0.4 * 6.84) * 0.625],
    [
      'Ledger table, writes and reads',
      // Entries of a file and table, the file's own entry, and a read unit for each file.
      (1e3 * 0.0614 + 17.28 * (0.0789 - 0.0614) * 57) * 0.625 + 17.28 * 0.125,
    ],
    ['CloudTrail data events', 1_000 * 1],
    ['S3 PUT and GET', 17.28 * 5 + 17.28 * 0.4],
    // A send for each file; a receive and a delete for each ten.
    ['SQS', 17.28 * 1.2 * 0.4],
    // Encrypted once, decrypted once.
    ['KMS', 1 + 17.28 * 2 * 3],
    [
      'Lambda',
      (17.28 / 20) * 0.2 +
        ((FILES / 20) * 0.1 + FILES * 0.01 + 1_000_400_000 * 0.0001) * (1_769 / 1_024) * 0.0000133334,
    ],
    [
      'Proof by digests',
      // 17 Regions, 24 hours, 30 days.
      6.12 * (5 + 2 * 0.4 + 6 * 0.4 + 3 * 0.625 + 3 * 3 + 0.2) +
        0.000_75 * 0.2 +
        (6_120_000 * 0.5 + 750) * (1_769 / 1_024) * 0.0000133334,
    ],
    [
      'Nightly comparison',
      // Three days a night, each with a LIST and 19 read units for 288 entries of 533 bytes.
      2_000 *
        (90 * (5 + 19 * 0.125) * 1e-6 +
          30 * 5 * 0.125e-6 +
          0.3 * (3 * 0.4 + 0.2) * 1e-6 +
          90 * 0.025 * (1_769 / 1_024) * 0.0000133334) +
        // Three LIST for each account, and one for the bucket.
        30 * 1_501 * 5e-6,
    ],
    ['CloudWatch', 20 * 0.3 + 17 * 0.1 + 0.5 + 3 + ((FILES * 1_000) / GIGABYTE) * 0.5],
    [
      'Storage of the tables',
      ((0.5 * (1e9 * 2_175 + 4e5 * 4_463 + ACTIVITY_BYTES + FILE_BYTES)) / GIGABYTE) * 0.25,
    ],
    [
      'Point-in-time recovery',
      ((0.5 * (1e9 * 923 + 4e5 * 958 + ACTIVITY_BYTES + FILE_BYTES)) / GIGABYTE) * 0.2,
    ],
    ['Storage of the log files', ((0.5 * (1_000_400_000 * 180 + FILES * 2_000)) / GIGABYTE) * 0.023],
  ] as const)('%s', (line, dollars) => {
    expect(first[line]).toBeCloseTo(dollars, 6);
  });

  it('stores 11.5 months of events in month 12, and charges the rest as in month 1', () => {
    const { 'Storage of the tables': tables, ...rest } = toMonthlyCost(large!, { month: 12 });
    expect(tables).toBeCloseTo(23 * first['Storage of the tables'], 6);
    expect(rest.Lambda).toBe(first.Lambda);
  });

  it('deletes events after the retention, and keeps the ledger', () => {
    const kept = toMonthlyCost(large!, { month: 36, retentionDays: 90 });
    expect(kept['Storage of the tables']).toBeCloseTo(
      ((3 * (1e9 * 2_175 + 4e5 * 4_463 + ACTIVITY_BYTES) + 35.5 * FILE_BYTES) / GIGABYTE) * 0.25,
      6,
    );
    expect(kept['Storage of the log files']).toBeCloseTo(6 * first['Storage of the log files'], 6);
  });

  it('writes and stores records of 2 % of the data events with activity, and all else as with records', () => {
    const {
      'Writes to the audit table': writes,
      'Storage of the tables': tables,
      'Point-in-time recovery': recovery,
      ...rest
    } = toMonthlyCost(large!, { month: 1, detail: 'activity' });
    expect(first).toMatchObject(rest);
    expect(writes).toBeCloseTo((20 * 3.07 + 0.4 * 6.84) * 0.625, 6);
    const ledger = ACTIVITY_BYTES + FILE_BYTES;
    expect(tables).toBeCloseTo(((0.5 * (2e7 * 2_175 + 4e5 * 4_463 + ledger)) / GIGABYTE) * 0.25, 6);
    expect(recovery).toBeCloseTo(((0.5 * (2e7 * 923 + 4e5 * 958 + ledger)) / GIGABYTE) * 0.2, 6);
  });
});

describe('a deployment without data events', () => {
  it('pays one write unit for the ledger entry of a file, and nothing for data events', () => {
    const cost = toMonthlyCost(WITHOUT_DATA_EVENTS, { month: 1 });
    expect(cost['CloudTrail data events']).toBe(0);
    expect(cost['Ledger table, writes and reads']).toBeCloseTo(0.025_92 * 0.625, 9);
  });
});

describe('dollars for a million data events, 33 a file and table on three tables', () => {
  const files = 1 / 99;
  const lambda = (seconds: number) => seconds * (1_769 / 1_024) * 0.0000133334;
  const digest = (5 + 2 * 0.4 + 6 * 0.4 + 3 * 0.625 + 3 * 3 + 0.2) * 1e-6 + lambda(0.5);
  const perFile =
    files * (5 + 0.4 + 1.5 * 0.4 + 2 * 3 + 0.125 + 0.2 / 4) +
    lambda((files * 1e6 * (10 + 100 / 4)) / 1_000 + 100) +
    ((files * 1e6) / 12) * digest;

  it.each([
    ['records', 3.07],
    ['activity', 0.02 * 3.07],
  ] as const)('%s', (detail, recordUnits) => {
    const dollars = toShapeDollars({ tables: 3, eventsATable: 33 }, 0.0459, detail);
    expect(dollars).toBeCloseTo((recordUnits + 0.0459) * 0.625 + perFile, 9);
  });
});

describe('months of events that are stored on average', () => {
  it.each([
    ['the first month', 1, undefined, 0.5],
    ['the twelfth', 12, undefined, 11.5],
    ['the month before the retention', 3, 90, 2.5],
    ['the month after', 4, 90, 3],
    ['a retention within the first month', 1, 15, 0.375],
    ['a retention within the second month', 2, 45, 1.375],
  ])('%s', (_name, month, retentionDays, months) => {
    expect(storedMonths(month, retentionDays)).toBeCloseTo(months, 9);
  });
});

describe('what the figures start from', () => {
  it.each([
    ['data events', MEASURED.dataEvent, () => [...dataEvents(1_000)]],
    ['control-plane events', MEASURED.controlEvent, () => controlEvents(1_000)],
  ])('%s, within 2 %', (_name, used, makeSamples) => {
    const computed = toAuditCost(makeSamples());
    for (const name of ['writeUnits', 'itemBytes', 'storedBytes'] as const) {
      expect(computed[name]).toBeGreaterThan(0.98 * used[name]);
      expect(computed[name]).toBeLessThan(1.02 * used[name]);
    }
  });

  it.each(Object.entries(ACTIVITY))(
    'activity of %s data events a file and table, within 2 %%',
    (events, used) => {
      const computed = activityCost(Number(events), 3, 24);
      for (const name of ['entries', 'withLedger', 'storedBytes', 'ledgerBytes'] as const) {
        expect(computed[name]).toBeGreaterThan(0.98 * used[name]);
        expect(computed[name]).toBeLessThan(1.02 * used[name]);
      }
    },
  );

  // The bench computes all of them, over more files.
  it.each([
    [3, 10],
    [3, 33],
    [10, 10],
  ])('activity by shape: %d tables a file, %d data events each, within 3 %%', (tables, events) => {
    const { entries, withLedger } = activityCost(events, tables, 24);
    const used = ACTIVITY_UNITS[tables]![events]!;
    expect(entries / used[0]).toBeCloseTo(1, 1);
    expect(Math.abs(withLedger / used[1] - 1)).toBeLessThan(0.03);
  });

  it('the share of data events that are recorded in full', () => {
    const computed = computeRecordedShare([...dataEvents(10_000)]);
    expect(computed.usersArePeople).toBeCloseTo(MEASURED.recorded.usersArePeople, 2);
    expect(computed.usersAreMachines).toBeCloseTo(MEASURED.recorded.usersAreMachines, 2);
  });

  it('the ledger entry of a file', () => {
    expect(ledgerEntryBytes()).toBe(MEASURED.ledgerEntry.itemBytes);
  });

  it('the alarms and the dashboard of a deployment', () => {
    const { template } = deploy();
    template.resourceCountIs('AWS::CloudWatch::Alarm', WATCHED.alarms);
    template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', WATCHED.compositeAlarms);
    template.resourceCountIs('AWS::CloudWatch::Dashboard', WATCHED.dashboards);
  });
});
