/** Dollars for data events by the shape of their files. docs/cost.md is generated from it. */
import { toIngestCost, WRITE_UNITS } from '../../src/assure/backfill/ingest-cost';
import { ASSUMED, PRICES } from './cost-basis';

/** Which data events get a record of their own. */
export type DataEventDetail = 'records' | 'activity';

/** What a log file has of data events. */
export interface FileShape {
  readonly tables: number;
  /** Data events of each table. */
  readonly eventsATable: number;
}

const MILLION = 1_000_000;
/** One for an hour, in which CloudTrail delivers a file each five minutes. */
const FILES_A_DIGEST = 12;
const FILES_PER_INVOCATION = 4;

/** Dollars for each digest: delivered, decrypted, forwarded, verified and noted. */
export function toDigestDollars(): number {
  const { digest, kms, functionMemoryMiB } = ASSUMED;
  const requests =
    PRICES.s3Puts +
    digest.s3Gets * PRICES.s3Gets +
    digest.sqsRequests * PRICES.sqsRequests +
    digest.writeUnits * PRICES.dynamoDbWriteUnits +
    kms.requestsPerDigest * PRICES.kmsRequests +
    PRICES.lambdaRequests;
  const seconds = digest.milliseconds / 1_000;
  return requests / MILLION + seconds * (functionMemoryMiB / 1_024) * PRICES.lambdaGigabyteSecond;
}

/**
 * Dollars to ingest a million data events: everything but CloudTrail's own price and storage. Log files and digests are
 * encrypted with a customer-managed key.
 * @param withLedger write units of an event for activity entries and the ledger entry of the file
 */
export function toShapeDollars(
  { tables, eventsATable }: FileShape,
  withLedger: number,
  detail: DataEventDetail,
): number {
  const files = MILLION / (tables * eventsATable);
  const recorded = detail === 'records' ? 1 : ASSUMED.recordedShare;
  const { dollars } = toIngestCost({
    files,
    dataEvents: MILLION,
    controlEvents: 0,
    filesPerInvocation: FILES_PER_INVOCATION,
    sqsRequests: files * (1 + 2 / FILES_PER_INVOCATION),
  });
  const perFile =
    PRICES.s3Puts +
    ASSUMED.kms.requestsPerFile * PRICES.kmsRequests +
    ASSUMED.readUnitsPerFile * PRICES.dynamoDbReadUnits;
  return (
    (recorded * WRITE_UNITS.dataEvent + withLedger) * PRICES.dynamoDbWriteUnits +
    dollars.s3Gets +
    dollars.sqs +
    dollars.lambda +
    (files / MILLION) * perFile +
    (files / FILES_A_DIGEST) * toDigestDollars()
  );
}
