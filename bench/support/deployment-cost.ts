/** What a deployment costs in a month. docs/cost.md and the table in README.md are generated from it. */
import { toIngestCost } from '../../src/assure/backfill/ingest-cost';
import { METRICS } from '../../src/settings/metrics';
import { STORAGE_OVERHEAD_BYTES } from '../../test/support/dynamodb-cost';
import { ASSUMED, MEASURED, PRICES } from './cost-basis';
import { toLedger } from './ledger-cost';
import { toFolderCost, toPlaceCost } from './reconcile-cost';
import { type DataEventDetail, toDigestDollars } from './shape-cost';

/** Numbers of what a deployment has. A test holds them against the template. */
export const WATCHED = {
  metrics: Object.keys(METRICS).length,
  alarms: 17,
  compositeAlarms: 1,
  dashboards: 1,
} as const;

/** Messages that one request to SQS can receive or delete. */
const SQS_BATCH = 10;
const GIGABYTE = 2 ** 30;
const MILLION = 1_000_000;

/** A deployment, by what arrives in each month. */
export interface Deployment {
  readonly title: string;
  readonly accounts: number;
  readonly regions: number;
  readonly dataEvents: number;
  readonly controlEvents: number;
  /** Average number of files that one invocation reads. */
  readonly filesPerInvocation: number;
}

/** Without data events. */
export const WITHOUT_DATA_EVENTS: Deployment = {
  title: '1 account, 3 Regions, management events',
  accounts: 1,
  regions: 3,
  dataEvents: 0,
  controlEvents: 800,
  filesPerInvocation: 1,
};

/** Three sizes with data events. */
export const DEPLOYMENTS: readonly Deployment[] = [
  {
    title: '1 account, 3 Regions, 1 million data events',
    accounts: 1,
    regions: 3,
    dataEvents: MILLION,
    controlEvents: 800,
    filesPerInvocation: 1,
  },
  {
    title: '20 accounts × 4 Regions, 100 million data events',
    accounts: 20,
    regions: 4,
    dataEvents: 100 * MILLION,
    controlEvents: 16_000,
    filesPerInvocation: 4,
  },
  {
    title: '500 accounts × 4 Regions, 1 billion data events',
    accounts: 500,
    regions: 4,
    dataEvents: 1_000 * MILLION,
    controlEvents: 400_000,
    filesPerInvocation: 20,
  },
];

export const toFiles = ({ accounts, regions }: Deployment): number =>
  accounts * regions * ASSUMED.filesPerRegion;

/**
 * How many months of arrivals are stored during a month, on average. They arrive evenly, so the first month
 * stores half of its own.
 * @param month 1 for the first
 * @param retentionDays age at which they are deleted. Default: never.
 */
export function storedMonths(month: number, retentionDays = Number.POSITIVE_INFINITY): number {
  const retention = retentionDays / ASSUMED.daysPerMonth;
  // The integral over time of what is stored: it grows evenly, and stays the same from the retention on.
  const stored = (until: number) =>
    until <= retention ? until ** 2 / 2 : retention * until - retention ** 2 / 2;
  return stored(month) - stored(month - 1);
}

/** The lines of a bill. */
export type CostLine =
  | 'Writes to the audit table'
  | 'Ledger table, writes and reads'
  | 'CloudTrail data events'
  | 'S3 PUT and GET'
  | 'SQS'
  | 'KMS'
  | 'Lambda'
  | 'Proof by digests'
  | 'Nightly comparison'
  | 'CloudWatch'
  | 'Storage of the tables'
  | 'Point-in-time recovery'
  | 'Storage of the log files';

export interface MonthOptions {
  /** 1 for the first. */
  readonly month: number;
  /** Age at which records and log files are deleted. Default: never. The ledger is always kept. */
  readonly retentionDays?: number | undefined;
  /** `activity`: only a share of the data events has records. @default 'records' */
  readonly detail?: DataEventDetail;
}

/** Dollars for one month of a deployment, by line of the bill. */
export function toMonthlyCost(
  deployment: Deployment,
  { month, retentionDays, detail = 'records' }: MonthOptions,
): Readonly<Record<CostLine, number>> {
  const { dataEvents, controlEvents, filesPerInvocation } = deployment;
  const files = toFiles(deployment);
  const events = dataEvents + controlEvents;
  const recorded = dataEvents * (detail === 'records' ? 1 : ASSUMED.recordedShare);
  const { dataEvent, controlEvent, logFileBytes } = MEASURED;
  const ledger = toLedger(files, dataEvents);

  const sqsRequests = files * (1 + 2 / Math.min(filesPerInvocation, SQS_BATCH));
  const { dollars } = toIngestCost({ files, dataEvents, controlEvents, filesPerInvocation, sqsRequests });
  const auditWriteUnits = recorded * dataEvent.writeUnits + controlEvents * controlEvent.writeUnits;

  // DynamoDB charges recovery for items alone, and storage for the index entries, too.
  const kept = storedMonths(month, retentionDays);
  const ledgerBytes = storedMonths(month) * ledger.fileBytes + kept * ledger.activityBytes;
  const indexedBytes = kept * (recorded * dataEvent.storedBytes + controlEvents * controlEvent.storedBytes);
  const recordBytes =
    kept *
    (recorded * (dataEvent.itemBytes + STORAGE_OVERHEAD_BYTES) +
      controlEvents * (controlEvent.itemBytes + STORAGE_OVERHEAD_BYTES));
  const logBytes = kept * (events * logFileBytes.event + files * logFileBytes.otherRecords);
  return {
    'Writes to the audit table': (auditWriteUnits / MILLION) * PRICES.dynamoDbWriteUnits,
    'Ledger table, writes and reads':
      (ledger.writeUnits * PRICES.dynamoDbWriteUnits + ledger.readUnits * PRICES.dynamoDbReadUnits) / MILLION,
    'CloudTrail data events': (dataEvents / MILLION) * PRICES.cloudTrailDataEvents,
    'S3 PUT and GET': (files / MILLION) * PRICES.s3Puts + dollars.s3Gets,
    SQS: dollars.sqs,
    KMS: PRICES.kmsKey + (files / MILLION) * ASSUMED.kms.requestsPerFile * PRICES.kmsRequests,
    Lambda: dollars.lambda,
    'Proof by digests': toProofCost(deployment),
    'Nightly comparison': toComparisonCost(deployment),
    CloudWatch:
      WATCHED.metrics * PRICES.metric +
      WATCHED.alarms * PRICES.alarm +
      WATCHED.compositeAlarms * PRICES.compositeAlarm +
      WATCHED.dashboards * PRICES.dashboard +
      ((files * ASSUMED.logBytesPerFile) / GIGABYTE) * PRICES.logIngestion,
    'Storage of the tables': ((indexedBytes + ledgerBytes) / GIGABYTE) * PRICES.dynamoDbStorage,
    'Point-in-time recovery': ((recordBytes + ledgerBytes) / GIGABYTE) * PRICES.dynamoDbRecovery,
    'Storage of the log files': (logBytes / GIGABYTE) * PRICES.s3Storage,
  };
}

/** Dollars a month for digests, and for the runs that look for what they do not say. */
function toProofCost({ accounts }: Deployment): number {
  const { digestsPerAccount, scheduledRuns } = ASSUMED;
  const seconds = (scheduledRuns.count * scheduledRuns.milliseconds) / 1_000;
  return (
    accounts * digestsPerAccount * toDigestDollars() +
    (scheduledRuns.count * PRICES.lambdaRequests) / MILLION +
    seconds * (ASSUMED.functionMemoryMiB / 1_024) * PRICES.lambdaGigabyteSecond
  );
}

/** Dollars a month for comparing the bucket with the ledger. */
const toComparisonCost = ({ accounts, regions }: Deployment): number =>
  accounts * regions * toPlaceCost(ASSUMED.filesPerRegion / ASSUMED.daysPerMonth) + toFolderCost(accounts);

/** The sum of a bill. */
export const toTotal = (cost: Readonly<Record<CostLine, number>>): number =>
  Object.values(cost).reduce((sum, dollars) => sum + dollars, 0);
