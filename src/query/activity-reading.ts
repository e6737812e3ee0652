import type { ActivityGroup, GroupKey } from '../activity/activity-group';
import type { ReadBudget } from './read-budget';
import type { ResolvedQuery } from './resolved-query';

/** A question about activity as stores take it: names are resolved, and times fixed. */
export interface ResolvedActivity {
  /** The records of the data plane that count. */
  readonly records: ResolvedQuery;
  /** ARNs of the tables that are counted. Absent for all. */
  readonly tables?: readonly string[] | undefined;
  /** Accounts and Regions of the tables that are counted. Absent for all. */
  readonly accounts?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  /**
   * Count a call on several tables only for the first of them, so that sums over tables count each call once.
   * Default: false.
   */
  readonly homeOnly?: boolean | undefined;
}

export interface ActivityReadOptions {
  /** Groups up to this one were given on an earlier page. Default: begin with the first group. */
  readonly after?: GroupKey | undefined;
  /** When to stop although there is more. Default: never. */
  readonly budget?: ReadBudget | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A part of an answer. All parts together have every group once, in the order of `compareGroups`. */
export interface ActivityBatch {
  readonly groups: readonly ActivityGroup[];
  /** Entries looked at since reading began. */
  readonly entries: number;
  /** The index, or whatever else was read. */
  readonly index: string;
  /**
   * Time from which all calls are counted. Present only in the last batch, and only if the budget ended the answer: the
   * groups of its hour then lack the calls before it.
   */
  readonly countedSince?: string;
  /** What the answer lacks. Absent if nothing. */
  readonly incomplete?: string;
  /** What to know about the answer. Absent if there is nothing. */
  readonly notice?: string;
}

const inList = (asked: readonly string[] | undefined, value: string | undefined): boolean =>
  asked === undefined || (value !== undefined && asked.includes(value));

/** Makes a function that says whether a table is counted. */
export function tableMatcher({ tables, accounts, regions }: ResolvedActivity): (arn: string) => boolean {
  return (arn) => {
    const [, , , region, account] = arn.split(':');
    return inList(tables, arn) && inList(accounts, account) && inList(regions, region);
  };
}
