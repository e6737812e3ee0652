import type { ObjectPlace } from '../trail/object-place';
import type { EventIdentity } from './event-index';

/** A record of the audit. */
export interface StoredRecord extends EventIdentity {
  /** The log file that it was read from. */
  readonly source?: ObjectPlace | undefined;
  /** Whether the stored bytes of the event do not have its hash. */
  readonly isChanged: boolean;
}

/** An activity entry that does not say what its log file has. */
export interface ActivityDifference {
  readonly state: 'missing' | 'altered' | 'added';
  /** Table and hour. */
  readonly entry: string;
}

/** An activity entry of the audit. */
export interface StoredEntry {
  /** Names it among all entries. */
  readonly name: string;
  /** Table and hour. */
  readonly entry: string;
  /** The log file that it says it was made of. Absent if it cannot be read. */
  readonly source?: ObjectPlace | undefined;
}

/** What a log file has, compared with its activity entries. */
export interface FileEvents {
  /** Those that the audit should have. */
  readonly events: readonly EventIdentity[];
  /** Those of them that need no record, because activity entries stand for them. */
  readonly summarized: readonly EventIdentity[];
  readonly differences: readonly ActivityDifference[];
  /** As `readEntryNames` reads them. */
  readonly entryNames: readonly string[];
  /** Leaves out as many events without a record as further activity entries stand for. */
  readonly withoutSummarized: (missing: readonly EventIdentity[]) => readonly EventIdentity[];
}

/** The two sides of a comparison. */
export interface ComparedRecords {
  readonly readEvents: (file: ObjectPlace) => Promise<FileEvents>;
  /** Names of the activity entries that the audit lists for a log file, which is not read. */
  readonly readEntryNames: (file: ObjectPlace) => Promise<readonly string[]>;
  /** Every event of any service in a log file. */
  readonly readAllEvents: (file: ObjectPlace) => Promise<readonly EventIdentity[]>;
  readonly readRecords: () => AsyncIterable<StoredRecord>;
  /** Every activity entry of the audit. */
  readonly readEntries: () => AsyncIterable<StoredEntry>;
  /** Whether a record names a log file that was not verified because it does not exist. */
  readonly isForged: (file: ObjectPlace) => Promise<boolean>;
  /** The same text for all places that mean the same object. */
  readonly toLocation: (place: ObjectPlace) => string;
}
