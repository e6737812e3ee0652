import { TABLE_ARN } from '../audit/arn';
import type { AuditRecord, Outcome } from '../audit/audit-record';
import { HOUR_MS, toTime } from '../time';

/**
 * Calls of the data plane that have their hour, table, principal, operation and outcome in common. A call on several
 * tables is in one group of each of them.
 */
export interface ActivityGroup {
  /** Start of the hour, UTC: `2026-03-14T02:00:00Z`. */
  readonly hour: string;
  /** ARN of the table. A call on an index or a stream is a call on its table. */
  readonly table: string;
  /** `principal.id` of the records: the role, not the session. */
  readonly principal: string;
  /** The operation, as CloudTrail writes it. */
  readonly eventName: string;
  readonly outcome: Outcome;
  /** Absent if the calls have none. */
  readonly errorCode?: string;
  /** Number of calls, each event with its id and content once, however often it was delivered. */
  readonly count: number;
  /** Time of the first of these calls and of the last, UTC to the second. */
  readonly first: string;
  readonly last: string;
}

/** What the calls of a group have in common. */
export type GroupKey = Omit<ActivityGroup, 'count' | 'first' | 'last'>;

/** The start of the hour of a time in UTC. */
export const toHour = (eventTime: string): string => `${eventTime.slice(0, 13)}:00:00Z`;

/** The start of the hour after that of a time in UTC. */
export const hourAfter = (eventTime: string): string =>
  toHour(toTime(Date.parse(toHour(eventTime)) + HOUR_MS));

/**
 * ARNs of the tables that a call of the data plane is on, without duplicates; the first one is its home, where totals
 * count it. Empty for a call that names no table, and for calls of the control plane.
 */
export function findTables({ plane, resources }: Pick<AuditRecord, 'plane' | 'resources'>): string[] {
  // A record has the table of every index and stream among its resources, and each resource once.
  return plane === 'data' ? resources.filter((resource) => TABLE_ARN.test(resource)) : [];
}

/** The order of groups: newest hour first, then by table, principal, operation, outcome and error. */
export function compareGroups(one: GroupKey, other: GroupKey): number {
  return (
    compareText(other.hour, one.hour) ||
    compareText(one.table, other.table) ||
    compareText(one.principal, other.principal) ||
    compareText(one.eventName, other.eventName) ||
    compareText(one.outcome, other.outcome) ||
    compareText(one.errorCode ?? '', other.errorCode ?? '')
  );
}

/** From the first surrogate on, the order of UTF-16 differs from that of code points. */
const HIGH = /[\ud800-\uffff]/;

/** Compares texts by their code points, which is the order of their bytes in UTF-8, as databases compare them. */
function compareText(one: string, other: string): number {
  if (one === other) return 0;
  if (!HIGH.test(one) || !HIGH.test(other)) return one < other ? -1 : 1;
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
