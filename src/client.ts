/** What other services import as `dynamodb-audit-trail/client`. */
export type { ActivityGroup } from './activity/activity-group';
export type { AnswerCoverage, AnswerStatus, LoggedEvents } from './assure/coverage/answer-coverage';
export type { CoverageState, PlaceCounts, PlaceException } from './assure/coverage/known-coverage';
export type {
  Access,
  AuditRecord,
  Outcome,
  Plane,
  Principal,
  Risk,
  RiskLevel,
  Service,
} from './audit/audit-record';
export type { ItemKey, KeyValue } from './audit/item-key';
export type { TouchKind } from './audit/touch-kind';
export { AuditTrailError, type ErrorCode } from './errors';
export { createLogFileReader, type LogFileReaderOptions } from './originals/s3-log-file-reader';
export type { ActivityPage } from './query/activity-answer';
export type { ActivityQuery } from './query/activity-query';
export type { Around, AroundRecord, AroundSearch } from './query/around-answer';
export type { AroundReason } from './query/around-subject';
export type {
  AbortOptions,
  AroundOptions,
  CompareOptions,
  CoverageOptions,
  EventOptions,
  PageOptions,
} from './query/ask-options';
export type { AuditLog, Explanation } from './query/audit-log';
export type { AuditStatus, FileFailure } from './query/audit-status';
export type { MemberChange } from './query/compare-members';
export type {
  Deliveries,
  DeliveriesOptions,
  DeliveryDays,
  DeliveryException,
  DeliveryPlace,
  DeliveryTrail,
} from './query/deliveries-answer';
export type { DeliveriesQuery } from './query/deliveries-query';
export type { Dimension, Interval } from './query/dimensions';
export { type AuditLogOptions, createAuditLog } from './query/dynamodb/create-audit-log';
export type { EventComparison } from './query/event-comparison';
export type { EventDiff } from './query/event-diff';
export type { EventPlace } from './query/event-place';
export type { DetailedRecord, EventCopy } from './query/event-record';
export type { Facet, Facets, FacetsOptions } from './query/facets';
export type { FileQuery, FileStatus } from './query/file-query';
export type { FileRecord } from './query/file-record';
export type { FilesPage, FilesSearched, StatusOptions } from './query/files-answer';
export type { Histogram, HistogramDimension, HistogramOptions } from './query/histogram';
export type { ItemHistory, ItemQuestion } from './query/item-answer';
export type { ListPage } from './query/list-directory';
export type { FileProblem, LogFileReader, NamedLogFile, ReadLogFile } from './query/log-file-reader';
export type { Page } from './query/page';
export type { PlaceStatus } from './query/place-status';
export type { AuditQuery } from './query/query';
export type { QueueStatus } from './query/queue-status';
export type { ReadCost } from './query/read-cost';
export type { Searched } from './query/searched';
export type { StatusCoverage } from './query/status-coverage';
export type { Summary, SummaryOptions } from './query/summary';
export type { TouchGroup } from './query/touch-groups';
export type { RiskReason } from './rules/explain-risk';
export type { DirectoryEntry, DirectoryKind } from './store/ledger/directory-item';
