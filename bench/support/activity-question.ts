import { ACCOUNTS, REGIONS } from './envelope';

/** What the stand-in for the ledger says when it is ready. */
export interface ActivityStandIn {
  readonly endpoint: string;
  /** Number of activity entries. */
  readonly entries: number;
}

export const ACTIVITY_TABLE = `arn:aws:dynamodb:${REGIONS[0]}:${ACCOUNTS[0]}:table/app-table-0`;
/** Whole hours, because an hour that the range cuts is counted from records. */
export const ACTIVITY_END = '2026-03-15T00:00:00Z';
