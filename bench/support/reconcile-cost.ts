/** What comparing a bucket with the ledger costs in a month. docs/cost.md is generated from it. */
import { ASSUMED, MEASURED, PRICES } from './cost-basis';

/** What the nightly comparison does. Tests hold it against the code. */
export const COMPARED = {
  /** Days of an account and Region that are complete: yesterday, and the same day of two weeks before. */
  daysPerNight: 3,
  objectsPerList: 1_000,
  /** Read units for what is known of 31 days. */
  coverageReadUnits: 5,
  /** Accounts and Regions that one message names. */
  placesPerMessage: 100,
  /** A message is sent, received and deleted. */
  sqsRequests: 3,
  /** Requests that find the folders of an account: its own, and those of its log files and of its digests. */
  listsPerAccount: 3,
} as const;

/** Lambda bills the function for several folders that are compared at the same time. Not measured on AWS. */
const MILLISECONDS_PER_DAY = 25;
const READ_UNIT_BYTES = 4_096;
const MILLION = 1_000_000;

/**
 * Dollars a month for an account and Region whose days are complete.
 * @param filesPerDay number of its log files
 */
export function toPlaceCost(filesPerDay: number): number {
  const nights = ASSUMED.daysPerMonth;
  const days = nights * COMPARED.daysPerNight;
  const lists = Math.max(1, Math.ceil(filesPerDay / COMPARED.objectsPerList));
  // Eventually consistent reads cost half.
  const units = Math.ceil((filesPerDay * MEASURED.ledgerEntry.itemBytes) / READ_UNIT_BYTES) / 2;
  const messages = nights / COMPARED.placesPerMessage;
  const requests =
    days * (lists * PRICES.s3Lists + units * PRICES.dynamoDbReadUnits) +
    nights * COMPARED.coverageReadUnits * PRICES.dynamoDbReadUnits +
    messages * (COMPARED.sqsRequests * PRICES.sqsRequests + PRICES.lambdaRequests);
  const seconds = (days * MILLISECONDS_PER_DAY) / 1_000;
  return requests / MILLION + seconds * (ASSUMED.functionMemoryMiB / 1_024) * PRICES.lambdaGigabyteSecond;
}

/** Dollars a month for finding the folders of accounts in a bucket, each night. */
export const toFolderCost = (accounts: number): number =>
  (ASSUMED.daysPerMonth * (1 + accounts * COMPARED.listsPerAccount) * PRICES.s3Lists) / MILLION;
