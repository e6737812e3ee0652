import type { DirectoryEntry, DirectoryKind } from '../store/ledger/directory-item';

export interface DirectoryQuery {
  readonly kind: DirectoryKind;
  /** Only tables of this name and what belongs to them. Applies to resources. */
  readonly table?: string;
  /** Only values that begin with this; of resources, those whose table's name does. Excludes `table`. */
  readonly prefix?: string;
  /** Only this value. Excludes `table` and `prefix`. */
  readonly value?: string;
  /** `next` of the page before. */
  readonly after?: string;
  /** Maximum number of entries. */
  readonly limit: number;
}

export interface DirectoryPage {
  readonly entries: readonly DirectoryEntry[];
  /** Value to continue after. Absent on the last page. */
  readonly next?: string;
}
