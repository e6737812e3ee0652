import { ACCOUNTS, REGIONS } from './envelope';

/** What the stand-in for the ledger says when it is ready. */
export interface ActivityStandIn {
  readonly endpoint: string;
  /** Number of activity entries. */
  readonly entries: number;
}

/** What the ledger holds. */
export interface ActivityInput {
  readonly days: number;
  /** Number of roles that call the table. */
  readonly principals: number;
}

/** A log file each five minutes; 100 data events in each, on three tables. */
export const FILES_A_DAY = 288;
export const EVENTS_A_FILE = 33;
export const ACTIVITY_TABLE = `arn:aws:dynamodb:${REGIONS[0]}:${ACCOUNTS[0]}:table/app-table-0`;
/** Whole hours, because an hour that the range cuts is counted from records. */
export const ACTIVITY_END = '2026-03-15T00:00:00Z';
