import type { ActivityGroup } from '../activity/activity-group';
import type { AnswerCoverage } from '../assure/coverage/answer-coverage';
import type { AuditRecord } from '../audit/audit-record';
import type { DirectoryEntry, DirectoryKind } from '../store/ledger/directory-item';
import type { ActivityPage } from './activity-answer';
import type { ActivityQuery } from './activity-query';
import type { Around } from './around-answer';
import type {
  AbortOptions,
  AllOptions,
  AroundOptions,
  CompareOptions,
  CoverageOptions,
  EventOptions,
  PageOptions,
  SearchOptions,
} from './ask-options';
import type { AuditStatus } from './audit-status';
import type { Deliveries, DeliveriesOptions } from './deliveries-answer';
import type { DeliveriesQuery } from './deliveries-query';
import type { EventComparison } from './event-comparison';
import type { EventDiff } from './event-diff';
import type { DetailedRecord } from './event-record';
import type { Facets, FacetsOptions } from './facets';
import type { FileQuery } from './file-query';
import type { FileRecord } from './file-record';
import type { FilesPage, StatusOptions } from './files-answer';
import type { Histogram, HistogramOptions } from './histogram';
import type { ItemHistory, ItemQuestion } from './item-answer';
import type { ListPage } from './list-directory';
import type { NamedItemsPage } from './named-items-answer';
import type { Page } from './page';
import type { PolicyAnswer, PolicyOptions } from './policy-answer';
import type { AuditQuery } from './query';
import type { ReadCost } from './read-cost';
import type { Summary, SummaryOptions, SummaryQuery } from './summary';
import type { Order, TimeRange } from './time-range';

/** How a query is answered, and what its first page of 50 costs. */
export interface Explanation extends TimeRange {
  /** The index that is read; `segments` in a data folder. */
  readonly index: string;
  /** Its partitions, or the files of a data folder: the first 20 of them, and how many more there are. */
  readonly partitions: readonly string[];
  readonly order: Order;
  /** Conditions that no key answers; they are checked after reading. */
  readonly filters: readonly string[];
  readonly incomplete?: string;
  readonly notices?: readonly string[];
  readonly page: ReadCost & {
    readonly records: number;
    /** US dollars for read units and requests for log files, with the prices of us-east-1. Absent where nothing is charged. */
    readonly dollars?: number;
  };
}

/** Answers queries. Every method throws AuditTrailError, with the codes listed there and `ServiceFailed`. */
export interface AuditLog {
  /**
   * Every matching record, in order. Reads only as far as the caller iterates. `NotFound` can also mean that
   * no record matches because a value of a filter occurs nowhere in the audit.
   * @throws `InvalidArgument` `NotFound` `Ambiguous` `NotAnswerable`
   */
  search(query: AuditQuery, options?: SearchOptions): AsyncIterable<AuditRecord>;
  /**
   * One page of matching records.
   * @throws `InvalidArgument` `InvalidCursor` `NotFound` `Ambiguous` `NotAnswerable`
   */
  page(query: AuditQuery, options?: PageOptions & CoverageOptions): Promise<Page>;
  /**
   * How complete the answer to a question is, without the answer. Pages and summaries contain it; use it beside
   * `search`.
   * @throws `InvalidArgument` `NotFound` `Ambiguous`
   */
  coverage(query: Omit<AuditQuery, 'order'>, options?: CoverageOptions): Promise<AnswerCoverage>;
  /**
   * One event: several records if different events were delivered under the id. An event without a record of its own is read
   * from its log file: without `since`, `until` and `table`, among the newest 64 log files that can have it.
   * @throws `NotFound`, with what was searched; `InvalidArgument` `Ambiguous`
   */
  get(eventId: string, options?: EventOptions): Promise<DetailedRecord[]>;
  /**
   * The exact bytes of an event in its log file, for every variant whose bytes are kept.
   * @param contentHash selects one variant. Default: all.
   * @throws as `get`; `NotFound` also if no variant's bytes are kept
   */
  original(eventId: string, contentHash?: string, options?: EventOptions): Promise<Uint8Array[]>;
  /** Every resource, principal, operation, account or Region that has been seen. */
  list(kind: DirectoryKind, options?: AbortOptions): AsyncIterable<DirectoryEntry>;
  /**
   * One page of that list.
   * @param options.limit maximum number of entries, 1 to 10,000. Default: 1,000.
   * @throws `InvalidArgument` `InvalidCursor`
   */
  listPage(kind: DirectoryKind, options?: PageOptions): Promise<ListPage>;
  /**
   * Plans a query, and reads its first page to measure what it costs.
   * @throws `InvalidArgument` `NotFound` `Ambiguous` `NotAnswerable`
   */
  explain(query: AuditQuery, options?: AbortOptions): Promise<Explanation>;
  /**
   * Counts matching records over time, newest first, for ten seconds at most, and up to 20,000 entries in DynamoDB.
   * @throws `InvalidArgument` `NotFound` `Ambiguous` `NotAnswerable`
   */
  summary(query: SummaryQuery, options: SummaryOptions): Promise<Summary>;
  /**
   * Counts matching records over time, for charts. In a data folder, for ten seconds at most. In DynamoDB, by hours from
   * activity entries where these can answer the query, else the records of up to 20,000 entries, newest first.
   * @throws `InvalidArgument` `NotFound` `Ambiguous`
   */
  histogram(query: SummaryQuery, options: HistogramOptions): Promise<Histogram>;
  /**
   * Counts the values that matching records have, by filter. Each filter is counted as if the query did not have it. In a
   * data folder, for ten seconds at most. In DynamoDB, from up to 20,000 entries, newest first; if there are more records,
   * calls of the data plane are counted from activity entries as far as these have the property and can answer the query.
   * @throws `InvalidArgument` `NotFound` `Ambiguous`
   */
  facets(query?: SummaryQuery, options?: FacetsOptions): Promise<Facets>;
  /**
   * Counts calls of the data plane by hour, table, principal, operation, outcome and error: every group, newest hour
   * first. Reads only as far as the caller iterates, but each hour to its end.
   * @throws `InvalidArgument` `NotFound` `Ambiguous` `NotAnswerable`
   */
  activity(query?: ActivityQuery, options?: AbortOptions): AsyncIterable<ActivityGroup>;
  /**
   * One page of these groups, and how complete the answer is.
   * @param options.limit maximum number of groups, 1 to 10,000. Default: 50.
   * @throws `InvalidArgument` `InvalidCursor` `NotFound` `Ambiguous` `NotAnswerable`
   */
  activityPage(query?: ActivityQuery, options?: PageOptions & CoverageOptions): Promise<ActivityPage>;
  /**
   * What happened around an event: calls by the same principal, with the same access key, from the same
   * address, and on the same tables, 500 before it and 500 after it at most.
   * @throws `NotFound` `InvalidArgument`
   */
  around(eventId: string, options?: AroundOptions): Promise<Around>;
  /**
   * A change of a resource, such as UpdateTable, beside the one before it: which request parameters differ.
   * Searches for ten seconds at most, and up to 20,000 entries in DynamoDB.
   * @throws `NotFound` `InvalidArgument` `Ambiguous`
   */
  diff(eventId: string, options?: EventOptions): Promise<EventDiff>;
  /**
   * Two events side by side: what differs between their JSON in the log files.
   * @throws `NotFound` `Ambiguous`
   */
  compare(eventId: string, other: string, options?: CompareOptions): Promise<EventComparison>;
  /**
   * What happened to an item: the calls that named it, and counts of those that may have touched it without naming it.
   * A page covers a stretch of time, and its counts are those of this stretch: add them up over all pages.
   * @param options.limit maximum number of calls that named the item, 1 to 1,000. Default: 50.
   * @throws `InvalidArgument` `InvalidCursor` `NotFound` `Ambiguous`
   */
  item(question: ItemQuestion, options?: PageOptions & CoverageOptions): Promise<ItemHistory>;
  /**
   * One page of calls, with the items that each names. Reads every event of the page.
   * @param options.limit maximum number of calls, 1 to 200. Default: 50.
   * @throws as `page`
   */
  namedItemsPage(query: AuditQuery, options?: PageOptions & CoverageOptions): Promise<NamedItemsPage>;
  /**
   * The least-privilege IAM policy for the calls of `query.principal`. Reads calls newest first, for ten seconds at most,
   * and up to 20,000 entries in DynamoDB.
   * @throws `InvalidArgument` `NotFound` `Ambiguous` `NotAnswerable`
   */
  policy(query: Omit<AuditQuery, 'order' | 'outcome'>, options?: PolicyOptions): Promise<PolicyAnswer>;
  /**
   * What is known of each log file, a record for each of its contents, in an order that does not change. Reads the
   * whole ledger: in DynamoDB, one read unit for each 8 KB.
   * @throws `InvalidArgument`
   */
  files(query?: FileQuery, options?: AbortOptions): AsyncIterable<FileRecord>;
  /**
   * One page of them.
   * @param options.limit maximum number of records, 1 to 10,000. Default: 50.
   * @throws `InvalidArgument` `InvalidCursor`
   */
  filesPage(query?: FileQuery, options?: PageOptions): Promise<FilesPage>;
  /**
   * Number of log files by status, the last file of each account and Region, and sums of their records. Reads the
   * whole ledger, unless `maximumSeconds` is set.
   * @throws `InvalidArgument`
   */
  status(options?: StatusOptions): Promise<AuditStatus>;
  /**
   * Which deliveries of log files are proven: a calendar of UTC days for each account and Region, the time that is not
   * proven, and the digests and log files that keep it from being. Lists the worst 100 accounts and Regions.
   * @param query at most 400 days. Default: the last 30 days.
   * @throws `InvalidArgument`; `ServiceFailed` also if `maximumSeconds` are over before anything is known
   */
  deliveries(query?: DeliveriesQuery, options?: DeliveriesOptions): Promise<Deliveries>;
  /**
   * Every event once, in no particular order. Those without a record of their own are read from their log files, or a notice
   * says how many there are.
   */
  all(options?: AllOptions): AsyncIterable<DetailedRecord>;
}
