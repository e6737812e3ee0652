import type {
  CoverageDay,
  CoveragePlace,
  CoverageQuery,
  KnownCoverage,
} from '../assure/coverage/known-coverage';
import type { TrailLogging } from '../assure/coverage/trail-logging';
import type { LogFileLifecycle } from '../assure/lifecycle/log-file-lifecycle';
import type { AuditRecord } from '../audit/audit-record';
import type { LastBackfill } from '../store/ledger/last-backfill';
import type { ActivityBatch, ActivityReadOptions, ResolvedActivity } from './activity-reading';
import type { Dimension } from './dimensions';
import type { DirectoryPage, DirectoryQuery } from './directory-query';
import type { EventVariant } from './event-variant';
import type { KnownExclusions } from './excluded-events';
import type { AskedItem } from './item-key';
import type { FileBatch, FileContent, FileOptions, FileRange } from './known-files';
import type { Position } from './position';
import type { QueueReport } from './queue-status';
import type { ReadBudget } from './read-budget';
import type { ReadCost } from './read-cost';
import type { ReadPlan } from './read-plan';
import type { ResolvedQuery } from './resolved-query';
import type { SummarizedBatch, SummarizedOptions, SummarizedQuestion } from './summarized-calls';
import type { Touches } from './touch-groups';
import type { CountBucket, ValueCountOptions, ValueCounts } from './value-counts';

/**
 * What a store of audit records can be asked. Everything else (names, pages and their tokens, explain,
 * summaries, export) is composed above it, so it is written once for all stores.
 *
 * Every method throws AuditTrailError `ServiceFailed` if the store does not answer.
 */
export interface AuditStore {
  /**
   * Maximum number of entries that one page, explanation or summary looks at. Infinity if they cost next to
   * nothing.
   */
  readonly entryBudget: number;
  /** Maximum number of log files that one page, explanation or summary reads. Absent for a store that reads none. */
  readonly fileBudget?: number;
  /**
   * Version of the order that records come in. A position of another version means nothing.
   */
  layoutVersion(): Promise<number>;
  /**
   * Opens the answer to a query. Reads nothing of it before the first page.
   * @throws AuditTrailError `NotAnswerable` if the store cannot give the whole answer and the query does
   *   not accept a partial one
   */
  records(query: ResolvedQuery, options?: ReadOptions): Promise<RecordReader>;
  /** Counts records over time, newest first, until everything is counted or the budget is spent. */
  counts(query: ResolvedQuery, options: CountOptions): Promise<Counts>;
  /**
   * Counts the values of several properties at once, newest records first, until everything is counted or the budget is
   * spent. What is read for one property can differ from what is read for another.
   */
  countValues(query: ResolvedQuery, options: ValueCountOptions): Promise<ValueCounts>;
  /**
   * Counts calls of the data plane in groups, newest hour first, until everything is counted or the budget is spent. Gives
   * at least one batch.
   * @throws AuditTrailError `NotAnswerable` if the store cannot answer, with what to ask instead
   */
  activity(query: ResolvedActivity, options: ActivityReadOptions): AsyncIterable<ActivityBatch>;
  /**
   * A page of the history of an item. Throws as `records` does.
   */
  items(query: ItemQuery, options: ItemOptions): Promise<ItemPage>;
  /** All variants of an event, ordered by content hash. Empty if there is no such event. */
  event(eventId: string, signal?: AbortSignal): Promise<readonly EventVariant[]>;
  /** Whether there may be events without a record of their own, which `event` and `events` do not find. Absent: there are none. */
  summarizes?(): Promise<boolean>;
  /**
   * Calls without a record of their own, newest first, each content once, until all or the budget is read. A call can be among
   * them that has a record, if it was delivered twice. Gives at least one batch. Absent for a store where every event has a
   * record.
   */
  summarizedCalls?(question: SummarizedQuestion, options?: SummarizedOptions): AsyncIterable<SummarizedBatch>;
  /** Every event with all its variants, in no particular order. */
  events(signal?: AbortSignal): AsyncIterable<readonly EventVariant[]>;
  /** A page of the resources, principals, operations, accounts or Regions seen, in a fixed order. */
  directory(query: DirectoryQuery, signal?: AbortSignal): Promise<DirectoryPage>;
  /** What is known of each log file, in an order that does not change, a batch for each request. */
  files(options?: FileOptions): AsyncIterable<FileBatch>;
  /** What is known of the log files of a range of days, in no particular order. */
  filesOf(range: FileRange, signal?: AbortSignal): AsyncIterable<FileContent>;
  /** What is known of the deliveries of a range, from what was verified. `undefined` if nothing is known. */
  coverage(query: CoverageQuery, signal?: AbortSignal): Promise<KnownCoverage | undefined>;
  /**
   * The days that `coverage` is made of: each trail of each place, also days before the range that say which places are
   * expected. Of more than one place, the past days of a trail may be one, without exceptions. Empty if nothing is known.
   */
  deliveries(query: CoverageQuery, signal?: AbortSignal): Promise<readonly CoverageDay[]>;
  /**
   * What was verified of the deliveries of a place on some days, both inclusive, `YYYY-MM-DD`. Absent for a store that
   * cannot tell.
   */
  coverageDays?(
    place: CoveragePlace,
    days: { readonly first: string; readonly last: string },
    signal?: AbortSignal,
  ): Promise<readonly CoverageDay[]>;
  /** What trails log, now and earlier. Empty if nothing is known. */
  trails(signal?: AbortSignal): Promise<readonly TrailLogging[]>;
  /** How many messages the queues of the deployment hold. Absent for a store that has none. */
  queues?(signal?: AbortSignal): Promise<QueueReport>;
  /** What the last backfill came to. Absent for a store that a deployment does not fill. */
  lastBackfill?(signal?: AbortSignal): Promise<LastBackfill | undefined>;
  /**
   * What lifecycle rules do with the log files of the sources, as far as it was checked. `undefined` if every event has a
   * record of its own. Absent for a store that a deployment does not fill.
   */
  lifecycles?(signal?: AbortSignal): Promise<readonly LogFileLifecycle[] | undefined>;
  /** What settings left out, now and earlier. */
  exclusions(signal?: AbortSignal): Promise<KnownExclusions>;
}

export interface ReadOptions {
  /** Where an earlier page ended. Default: the beginning of the answer. */
  readonly from?: Position | undefined;
  /** When to stop although there is more. Default: never. */
  readonly budget?: ReadBudget | undefined;
  /** Compute bytes and read units, too, which may cost a little processor time. Default: false. */
  readonly measureCost?: boolean | undefined;
  /** Answer from indexes alone, which may lack routine data events. Default: what indexes lack is found in other ways. */
  readonly indexesOnly?: boolean | undefined;
  /**
   * Whether a page may end before it gave anything, although its time is the one where it began, if the whole position is handed
   * to the next one. Default: false.
   */
  readonly mayPause?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Reads an answer in order, no further than asked. */
export interface RecordReader {
  readonly plan: ReadPlan;
  /** The next page. Call it again only after the page before has arrived. */
  read(limit: number): Promise<RecordPage>;
}

export interface RecordPage {
  /** Fewer than the limit only at the end of the answer or of the budget. */
  readonly records: AuditRecord[];
  /** The exact bytes of the events that were read from log files. Absent if there are none. */
  readonly originals?: ReadonlyMap<AuditRecord, Uint8Array>;
  /** Where the next page begins. Absent at the end of the answer. */
  readonly position?: Position;
  /** Total cost since the reader was opened. */
  readonly cost: ReadCost;
}

/** A question about calls that name an item, and those that may have touched it. Newest first. */
export interface ItemQuery extends ResolvedQuery {
  readonly item: AskedItem;
}

export interface ItemOptions extends Omit<ReadOptions, 'measureCost'> {
  /** Maximum number of records of calls that name the item. */
  readonly limit: number;
}

/** The history of an item over a stretch of the order of records. */
export interface ItemPage {
  /** Calls that name the item. */
  readonly records: readonly AuditRecord[];
  /** Calls of the same stretch that may have touched the item without naming it. */
  readonly touches: Touches;
  /** Where the stretch ends, and the next page begins. Absent at the end of the answer. */
  readonly position?: Position;
  readonly plan: ReadPlan;
  readonly cost: ReadCost;
  /** What to know about the page, as sentences. */
  readonly notices: readonly string[];
}

export interface CountOptions extends ReadOptions {
  readonly by: Dimension;
  /** Length of a bucket in seconds. A bucket starts at a multiple of its length, UTC. */
  readonly seconds: number;
}

export interface Counts {
  /** Oldest first; empty buckets are left out. */
  readonly buckets: readonly CountBucket[];
  /** Number of records counted. */
  readonly records: number;
  /** Where counting stopped. Absent if everything was counted. */
  readonly position?: Position;
  readonly plan: ReadPlan;
  /** What to know about the counts beside the notice of the plan, as sentences. Absent if there is nothing. */
  readonly notices?: readonly string[];
  readonly cost: ReadCost;
}
