import type { Access, Outcome, Service } from '../audit/audit-record';
import type { TouchKind } from '../audit/touch-kind';
import type { FuseFilter } from './fuse-filter';

/** The attributes of a key by which a call names items. */
export interface KeyShape {
  /** In ascending order. */
  readonly attributes: readonly string[];
  /** What the call is for who asks by an attribute that is not among these. */
  readonly otherwise: TouchKind;
}

/** How calls touch items of a table. */
export interface Touch {
  /** Each shape of the keys that they name, once. */
  readonly keys: readonly KeyShape[];
  /** How they touch items that they do not name. Empty for most. */
  readonly kinds: readonly TouchKind[];
}

/** Calls of one file on one table in one hour that have all of this in common. */
export interface EntryGroup {
  /** `principal.id` of the records. */
  readonly principal: string;
  readonly eventName: string;
  readonly service: Service;
  readonly access: Access;
  readonly outcome: Outcome;
  readonly errorCode: string | undefined;
  /** Whether the table is the first of the calls. A call on several tables counts in each, but is totalled at home only. */
  readonly home: boolean;
  readonly touch: Touch;
  /** Seconds of the hour. */
  readonly first: number;
  readonly last: number;
  /** The hash of each event, in ascending order: see `toEventHash`. */
  readonly events: readonly number[];
  /** How many of them have a record of their own. */
  readonly recorded: number;
  /** Whether some have none only because their file has so many of their principal: see `MOST_RECORDED`. */
  readonly isCapped: boolean;
}

/** What a file holds of calls on one table in one hour of event time. */
export interface EntryContent {
  /** Of the version that made the entry. 0 for entries that do not say it. */
  readonly meaningVersion: number;
  readonly groups: readonly EntryGroup[];
  /** Values of item keys, and the names and addresses of callers. `hasAllTokens` says which of them a version has. */
  readonly filter: FuseFilter;
}

/** Where an entry belongs. */
export interface EntryPlace {
  /** ARN. */
  readonly table: string;
  /** `YYYY-MM-DDTHH`, UTC, of event time. */
  readonly hour: string;
  /** From 0. Very many events of one file, table and hour have several entries. */
  readonly part: number;
}

/** Names an entry among those of a log file. */
export const toEntryName = ({ table, hour, part }: EntryPlace): string => JSON.stringify([table, hour, part]);

/** An entry before it is stored. */
export interface EncodedEntry extends EntryPlace {
  readonly bytes: Uint8Array;
  /** `eventTime` of its last event. */
  readonly lastEventTime: string;
}
