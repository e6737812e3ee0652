import type { AnswerCoverage } from '../assure/coverage/answer-coverage';
import type { AuditRecord } from '../audit/audit-record';
import type { ItemKey } from '../audit/item-key';
import type { Notices } from './notices';
import type { Searched } from './searched';
import type { TouchGroup } from './touch-groups';

/** What no answer can have, because CloudTrail has no event of it: reads that DAX answers from its cache, and deletions by TTL. */
export const NOT_VISIBLE = ['dax-cache', 'ttl'] as const;

/** A question about an item. */
export interface ItemQuestion {
  /** Table name, or table ARN. A name means the tables of that name in all Regions and accounts. */
  readonly table: string;
  /** Values of key attributes by name. A text that is a number matches the text and the number. */
  readonly key: ItemKey;
  /** Earliest event time, inclusive. Default: no limit. */
  readonly since?: string | undefined;
  /** Latest event time, exclusive. Default: no limit. */
  readonly until?: string | undefined;
  readonly timeZone?: string | undefined;
  /** Accounts that received the event. */
  readonly account?: readonly string[] | undefined;
  /** Regions of the event. */
  readonly eventRegion?: readonly string[] | undefined;
  /** Whether to show what log files have now that changed after they were ingested. @default false */
  readonly altered?: boolean | undefined;
}

/** What happened to an item, or a page of it. */
export interface ItemHistory extends Notices {
  /** ARN of the table, or its name as given if that means several. */
  readonly table: string;
  /** ARNs of all tables that were searched. */
  readonly tables: readonly string[];
  /** The key as given. */
  readonly key: ItemKey;
  /** Calls that named the item, newest first, whether they succeeded or not. */
  readonly named: readonly AuditRecord[];
  /** Calls that succeeded and may have touched the item without naming it. */
  readonly mayHaveTouched: readonly TouchGroup[];
  /** Such calls that were denied, throttled or failed. */
  readonly attempted: readonly TouchGroup[];
  readonly notVisible: typeof NOT_VISIBLE;
  /** How complete the answer is. */
  readonly coverage: AnswerCoverage;
  /** What was read. `since` is where this page ends, if more follow. */
  readonly searched: Searched;
  /** Token of the next page, which continues before `searched.since`. Absent on the last page. */
  readonly nextToken?: string;
}
