/**
 * What ingesting costs. `ddb-audit backfill --dry-run` and docs/cost.md both take it from here; docs/cost.md says where
 * the numbers come from.
 */

/** Dollars, us-east-1. */
export const INGEST_PRICES = {
  /** A million of each. */
  dynamoDbWriteUnits: 0.625,
  s3Gets: 0.4,
  sqsRequests: 0.4,
  lambdaRequests: 0.2,
  /** A GB-second on arm64. */
  lambdaGigabyteSecond: 0.000_013_333_4,
} as const;

/** Averages, with the default indexes. A test holds them against generated events. */
export const WRITE_UNITS = { dataEvent: 3.07, controlEvent: 6.84, ledgerEntry: 1 } as const;

/** Time that Lambda bills. Not measured on AWS. */
export const BILLED_MILLISECONDS = { invocation: 100, file: 10, event: 0.1 } as const;

/** The default of `functionMemoryMiB`. */
export const FUNCTION_MEMORY_MIB = 1_769;

const MILLION = 1_000_000;

/** What is ingested. */
export interface IngestedAmount {
  readonly files: number;
  readonly dataEvents: number;
  readonly controlEvents: number;
  /** Average number of files that one invocation reads. */
  readonly filesPerInvocation: number;
  readonly sqsRequests: number;
}

/** Write units, billed seconds of the function, and dollars. */
export interface IngestCost {
  readonly auditWriteUnits: number;
  readonly ledgerWriteUnits: number;
  readonly functionSeconds: number;
  readonly dollars: {
    readonly auditWrites: number;
    readonly ledgerWrites: number;
    readonly s3Gets: number;
    readonly sqs: number;
    readonly lambda: number;
  };
}

export function toIngestCost(amount: IngestedAmount): IngestCost {
  const { files, dataEvents, controlEvents, filesPerInvocation, sqsRequests } = amount;
  const auditWriteUnits = dataEvents * WRITE_UNITS.dataEvent + controlEvents * WRITE_UNITS.controlEvent;
  const ledgerWriteUnits = files * WRITE_UNITS.ledgerEntry;
  const invocations = files / filesPerInvocation;
  const { invocation, file, event } = BILLED_MILLISECONDS;
  const functionSeconds =
    (invocations * invocation + files * file + (dataEvents + controlEvents) * event) / 1_000;
  return {
    auditWriteUnits,
    ledgerWriteUnits,
    functionSeconds,
    dollars: {
      auditWrites: (auditWriteUnits / MILLION) * INGEST_PRICES.dynamoDbWriteUnits,
      ledgerWrites: (ledgerWriteUnits / MILLION) * INGEST_PRICES.dynamoDbWriteUnits,
      s3Gets: (files / MILLION) * INGEST_PRICES.s3Gets,
      sqs: (sqsRequests / MILLION) * INGEST_PRICES.sqsRequests,
      lambda:
        (invocations / MILLION) * INGEST_PRICES.lambdaRequests +
        functionSeconds * (FUNCTION_MEMORY_MIB / 1_024) * INGEST_PRICES.lambdaGigabyteSecond,
    },
  };
}
