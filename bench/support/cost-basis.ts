/** What the calculations of costs start from: prices, averages and assumptions. */
import {
  BILLED_MILLISECONDS,
  FUNCTION_MEMORY_MIB,
  INGEST_PRICES,
  WRITE_UNITS,
} from '../../src/assure/backfill/ingest-cost';
import { PRICES as DYNAMODB } from '../../test/support/dynamodb-cost';
import type { ActivityCost } from './activity-cost';

/** Dollars, us-east-1. Where they come from stands in docs/cost.md. */
export const PRICES = {
  ...INGEST_PRICES,
  /** A million of each. */
  cloudTrailDataEvents: 1,
  s3Puts: 5,
  s3Lists: 5,
  dynamoDbReadUnits: 0.125,
  /** A GB for a month. */
  dynamoDbStorage: DYNAMODB.gigabyteMonth,
  dynamoDbRecovery: 0.2,
  s3Storage: 0.023,
  /** A million requests to a customer-managed key. */
  kmsRequests: 3,
  /** A key for a month. */
  kmsKey: 1,
  /** A GB. */
  logIngestion: 0.5,
  /** One for a month. */
  metric: 0.3,
  alarm: 0.1,
  compositeAlarm: 0.5,
  dashboard: 3,
} as const;

/** Averages of an event and of a file. The first three are computed by `cost.bench.ts`. */
export const MEASURED = {
  dataEvent: { writeUnits: WRITE_UNITS.dataEvent, storedBytes: 2_175, itemBytes: 823 },
  controlEvent: { writeUnits: WRITE_UNITS.controlEvent, storedBytes: 4_463, itemBytes: 858 },
  ledgerEntry: { writeUnits: WRITE_UNITS.ledgerEntry, itemBytes: 533 },
  /** Shares of the generated data events that have a record with `dataEventDetail: 'activity'`. */
  recorded: { usersArePeople: 0.102, usersAreMachines: 0.006 },
  /** Compressed, in the bench's log files. */
  logFileBytes: { event: 180, otherRecords: 2_000 },
} as const;

/** The sizes of files by which the cost bench computes activity entries. */
export const SHAPES = { eventsATable: [1, 3, 10, 33, 100, 1_000], tables: [1, 3, 10] } as const;

/**
 * Write units of a data event by tables a file and data events a file and table: of activity entries alone, and with
 * the ledger entry of the file. Computed by `cost.bench.ts`, which compares them.
 */
export const ACTIVITY_UNITS: Readonly<
  Record<number, Readonly<Record<number, readonly [entries: number, withLedger: number]>>>
> = {
  1: {
    1: [1, 2],
    3: [0.3694, 0.7028],
    10: [0.1158, 0.2158],
    33: [0.036, 0.0663],
    100: [0.0217, 0.0317],
    1000: [0.0113, 0.0133],
  },
  3: {
    1: [1, 1.3333],
    3: [0.363, 0.4741],
    10: [0.1158, 0.1492],
    33: [0.0358, 0.0459],
    100: [0.0217, 0.0283],
    1000: [0.0114, 0.0127],
  },
  10: {
    1: [1.0006, 1.1006],
    3: [0.3664, 0.3997],
    10: [0.1154, 0.1354],
    33: [0.0356, 0.0417],
    100: [0.0217, 0.0247],
    1000: [0.0114, 0.0125],
  },
};

/** Averages of activity in files of three tables, by data events a file and table. A test computes them again. */
export const ACTIVITY: Readonly<Record<number, Omit<ActivityCost, 'entryBytes' | 'eventBytes'>>> = {
  13: { entries: 0.0895, withLedger: 0.1152, storedBytes: 62.9, ledgerBytes: 810 },
  19: { entries: 0.0614, withLedger: 0.0789, storedBytes: 48.6, ledgerBytes: 855 },
  48: { entries: 0.0431, withLedger: 0.0509, storedBytes: 28.2, ledgerBytes: 1_014 },
};

/** What was not measured on AWS. */
export const ASSUMED = {
  /** Billed by Lambda. */
  milliseconds: BILLED_MILLISECONDS,
  /** The default of `functionMemoryMiB`. */
  functionMemoryMiB: FUNCTION_MEMORY_MIB,
  logBytesPerFile: 1_000,
  /** CloudTrail delivers about every five minutes for each account and active Region. */
  filesPerRegion: (30 * 24 * 60) / 5,
  daysPerMonth: 30,
  /** A multi-Region trail delivers a digest each hour for each account and enabled Region, also without events. */
  digestsPerAccount: 17 * 30 * 24,
  digest: { s3Gets: 2, sqsRequests: 6, writeUnits: 3, milliseconds: 500 },
  /** Requests to the key of a log file and of a digest: one encrypts, each reading decrypts. */
  kms: { requestsPerFile: 2, requestsPerDigest: 3 },
  /** Read units of a file with data events: its earlier activity entries are looked for. */
  readUnitsPerFile: 1,
  /** With `dataEventDetail: 'activity'`: share of data events that are recorded in full. */
  recordedShare: 0.02,
  /** Tables that the data events of a file name. */
  tablesPerFile: 3,
  /** Hourly and nightly runs of the assure function. */
  scheduledRuns: { count: 30 * 25, milliseconds: 1_000 },
} as const;
