import type { Tokenizer } from '../activity/tokens';
import type { AuditTrailError } from '../errors';
import type { IngestSettings } from '../settings/ingest-settings';
import type { EventLinks } from '../store/items/event-links';
import type { ActivityWriter } from '../store/ledger/activity-writer';
import type { Directory } from '../store/ledger/directory';
import type { IdentityWriter } from '../store/ledger/identities';
import type { FileCounts, Ledger } from '../store/ledger/ledger';
import type { BatchWriter } from '../store/write/batch-writer';
import type { RejectedRecord } from '../trail/log-file-record';
import type { LogFileSource } from '../trail/log-file-source';
import type { ObjectReference } from '../trail/notification';
import type { SkipReason } from '../trail/object-key';
import type { ObjectPlace } from '../trail/object-place';
import type { EventBatch } from './event-batch';
import type { OwnTraffic } from './exclusion';
import type { HeldMemory } from './held-memory';

/**
 * Hands digests to whoever verifies them.
 * @returns why a digest could not be handed over, for each that could not
 * @throws an error if that concerns all of them
 */
export type ForwardDigests = (
  digests: readonly ObjectPlace[],
  signal?: AbortSignal,
) => Promise<ReadonlyMap<ObjectPlace, string>>;

/** What to do with events of files that may have been ingested with another meaning. */
export interface OtherMeaning {
  /** Log files that were delivered from this time on were not. ISO 8601. */
  readonly until: string;
  /** Removes the link items that events no longer have. */
  readonly removeStaleLinks: (events: readonly EventLinks[], signal?: AbortSignal) => Promise<void>;
}

/** What writing activity needs. */
export interface ActivityContext {
  readonly writer: ActivityWriter;
  readonly identities: IdentityWriter;
  /** Absent if no entries are to be written. Those that were written before are still removed. */
  readonly tokenizer: Tokenizer | undefined;
}

/** What one machine or one function provides to all files. */
export interface IngestContext {
  readonly source: LogFileSource;
  readonly settings: IngestSettings;
  readonly writer: BatchWriter;
  readonly ledger: Ledger;
  readonly directory: Directory;
  /** Shared by all files that are ingested at the same time. */
  readonly memory: HeldMemory;
  /** @default - nothing is written, and nothing removed */
  readonly activity?: ActivityContext;
  readonly ownTraffic?: OwnTraffic;
  /** Resources that the audit needs, as ARNs; buckets may be given by name. @default - none is known */
  readonly guardedResources?: readonly string[];
  /** @default - no file was ingested with another meaning, or what it left is replaced elsewhere */
  readonly otherMeaning?: OtherMeaning;
  /** Called with the digests among the objects. @default - digests are skipped */
  readonly forwardDigests?: ForwardDigests;
  /** Aborted when reading files and writing their events must end. @default - no time limit */
  readonly signal?: AbortSignal;
  /**
   * Aborted when the directory and the ledger must be written. Later than `signal`, so that a file that
   * runs out of time leaves time for the others. @default - no time limit
   */
  readonly completionSignal?: AbortSignal;
  /**
   * Called after events are stored: all events of a file, or one batch of a file that is too large to be
   * held in memory. Such a file can still fail then, and be read again.
   */
  readonly onStored?: (
    stored: Pick<EventBatch, 'risky' | 'oldestEventTime'>,
    signal?: AbortSignal,
  ) => void | Promise<void>;
}

/** An object to read. */
export interface FileToIngest extends ObjectReference {
  /**
   * Ask the ledger first, and skip the file if it is done with the same etag. Worth a read unit only where
   * reading again costs more: for large objects, and after a failed attempt.
   * @default false
   */
  readonly lookUpFirst?: boolean;
}

/** The result for one object. */
export type IngestOutcome =
  | {
      readonly status: 'done';
      readonly counts: FileCounts;
      readonly unknownOperations: number;
      /** CloudTrail writes one gzip member. More than one suggests that CloudTrail did not write the file. */
      readonly gzipMembers: number;
      /** Zero bytes after the last gzip member. CloudTrail writes none. */
      readonly paddingBytes: number;
      /** The file was done before with another content. Both contents are in the audit. */
      readonly isAltered: boolean;
      /** The first 100 rejected records. */
      readonly rejected: readonly RejectedRecord[];
      /** Set if the file was not read as a log file that CloudTrail delivered. No digest vouches for it. */
      readonly shapes?: readonly string[] | undefined;
    }
  | UnreadOutcome
  | FailedOutcome;

/** The result for an object that was not read. */
export type UnreadOutcome =
  | { readonly status: 'already-done' }
  | { readonly status: 'skipped'; readonly reason: SkipReason };

/** The result for a file that must be ingested again. */
export interface FailedOutcome {
  readonly status: 'failed';
  /** Names the file. */
  readonly error: AuditTrailError;
  /** The error's message without the file, for callers that show the file's name anyway. */
  readonly reason: string;
}

/** The result for one object, for a report that names failed files and their reasons only. */
export type ReportedOutcome =
  | Exclude<IngestOutcome, FailedOutcome>
  | Pick<FailedOutcome, 'status' | 'reason'>;
