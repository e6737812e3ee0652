import type { ObjectPlace } from '../trail/object-place';
import type { TimeRange } from './covered-time';

/** The digests and log files of one account and Region in a source. */
export interface TrailPlace {
  readonly accountId: string;
  readonly region: string;
  readonly organizationId?: string;
}

/** Where the digests and log files of trails lie. */
export interface TrailSource {
  /** Every account and Region that has digests or log files, each once. */
  listPlaces(): AsyncIterable<TrailPlace>;
  /**
   * Every object in the digest folder of a place, in any order. Other objects among them are passed over.
   * @param days a source may leave out objects of other days
   */
  listDigests(place: TrailPlace, days?: Partial<TimeRange>): AsyncIterable<ObjectPlace>;
  /** Every object in the folder of log files of a place, in any order. A source may leave out other days. */
  listLogFiles(place: TrailPlace, days?: Partial<TimeRange>): AsyncIterable<ObjectPlace>;
  /**
   * Opens a digest, with the user metadata of its object; undefined if it does not exist.
   * @throws AuditTrailError `ObjectUnavailable` if this object cannot be read; any other error ends the verification
   */
  openDigest(place: ObjectPlace): Promise<OpenedDigest | undefined>;
  /** Opens a log file; undefined if it does not exist. Errors are those of `openDigest`. */
  openLogFile(place: ObjectPlace): Promise<ObjectBody | undefined>;
  /** Whether a log file exists. Errors are those of `openDigest`. */
  hasLogFile(place: ObjectPlace): Promise<boolean>;
  /** The same text for all places that mean the same object of this source. */
  toLocation(place: ObjectPlace): string;
}

/** The bytes of an object as stored, whole or in pieces. Errors while reading are those of opening it. */
export type ObjectBody = Uint8Array | AsyncIterable<Uint8Array>;

/** A digest that is open for reading. */
export interface OpenedDigest {
  readonly body: ObjectBody;
  /** By the names after `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, unknown>>;
}
