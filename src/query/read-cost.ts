/** Prices of us-east-1 in US dollars for a million: read units on demand, and requests for log files. */
export const READ_PRICES = { readUnits: 0.125, files: 0.4 } as const;
const MILLION = 1_000_000;

/** What reading an answer costs. */
export interface ReadCost {
  /** Requests sent to the store. */
  readonly queries: number;
  /** Entries looked at, including those that a filter rejects. */
  readonly entries: number;
  /** Size of the entries looked at. Absent unless measured. */
  readonly bytes?: number;
  /** Log files that were read. Absent if there were none. */
  readonly files?: number;
  /** Their uncompressed bytes. */
  readonly fileBytes?: number;
  /** Log files that come next, if none may be read. Further ones can follow. */
  readonly nextFiles?: number;
  /** DynamoDB read units. Absent unless measured, and for stores that have none. */
  readonly readUnits?: number;
}

/** What DynamoDB and S3 charge for it, in US dollars with the prices of us-east-1. Undefined unless read units were measured. */
export const toDollars = ({ readUnits, files = 0 }: ReadCost): number | undefined =>
  readUnits === undefined
    ? undefined
    : (readUnits * READ_PRICES.readUnits + files * READ_PRICES.files) / MILLION;
