import { ACCOUNTS, REGIONS } from './envelope';

/** What the stand-in holds. */
export interface ItemInput {
  readonly days: number;
  /** Whether every data event has a record, or routine ones are in activity entries and log files only. */
  readonly dataEventDetail: 'records' | 'activity';
}

/** What the stand-in says when it is ready. */
export interface ItemStandIn {
  /** Of DynamoDB and S3. */
  readonly endpoint: string;
}

/** What one question took. `GET /taken` gives it, and begins anew. */
export interface TakenRequests {
  readonly requests: number;
  /** By DynamoDB's rounding of the bytes of the items. */
  readonly readUnits: number;
  /** Pages of activity entries that were read at the same time, at most. */
  readonly sideBySide: number;
  /** Log files whose events were read, from the audit table or from S3. */
  readonly files: number;
  readonly s3Gets: number;
  /** CPU time of the stand-in itself, which the services do not take. */
  readonly standInCpuMs: number;
}

export const AUDIT_TABLE = 'audit';
export const LEDGER_TABLE = 'ledger';
/** A log file each five minutes, each with data events on three tables. */
export const FILES_A_DAY = 288;
export const EVENTS_A_TABLE = [33, 33, 34] as const;
export const ITEM_TABLE = `arn:aws:dynamodb:${REGIONS[0]}:${ACCOUNTS[0]}:table/app-table-0`;
export const ITEM_KEY = { pk: 'customer#the one that is asked for' } as const;
/** Number of log files that name the item, each in one call. */
export const FILES_OF_ITEM = 6;
export const ITEM_END = '2026-03-31T00:00:00Z';

/** Numbers of the files that name the item, counted from the newest, evenly over the days. */
export const toItemFiles = (days: number): ReadonlySet<number> =>
  new Set(
    Array.from({ length: FILES_OF_ITEM }, (_, at) =>
      Math.floor(((at + 0.5) * days * FILES_A_DAY) / FILES_OF_ITEM),
    ),
  );
