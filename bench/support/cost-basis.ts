/** What the calculations of costs start from: prices, averages and assumptions. */
import {
  BILLED_MILLISECONDS,
  FUNCTION_MEMORY_MIB,
  INGEST_PRICES,
  WRITE_UNITS,
} from '../../src/assure/backfill/ingest-cost';
import { PRICES as DYNAMODB } from '../../test/support/dynamodb-cost';

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
  /** Compressed, in the bench's log files. */
  logFileBytes: { event: 180, otherRecords: 2_000 },
} as const;

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
  /** Hourly and nightly runs of the assure function. */
  scheduledRuns: { count: 30 * 25, milliseconds: 1_000 },
} as const;
