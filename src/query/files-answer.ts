import type { FileRecord } from './file-record';
import type { TimeRange } from './time-range';

export interface StatusOptions {
  /**
   * Hours after which a place is silent: its last delivery is that much older than the last one of any place.
   * 1 to 744. @default 24
   */
  readonly silentHours?: number | undefined;
  /** Seconds after which reading stops, and the answer says that it is not complete. @default no limit */
  readonly maximumSeconds?: number | undefined;
  /** Called with the number of entries looked at so far. */
  readonly onProgress?: ((entries: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface FilesPage {
  /**
   * In the order of the store, which does not change. All contents of a file are on one page, so a page can
   * have more records than its limit.
   */
  readonly records: readonly FileRecord[];
  /** Absent on the last page. A page without records can have one: it ends after 20,000 entries or ten seconds. */
  readonly nextToken?: string;
  readonly searched: FilesSearched;
  /** What the answer does not cover. */
  readonly notices: readonly string[];
}

/** What was read for a page. The range is that of the times at which files were ingested or failed. */
export interface FilesSearched extends TimeRange {
  /** Number of entries of the ledger looked at. */
  readonly entries: number;
}
