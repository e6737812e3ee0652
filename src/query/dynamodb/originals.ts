import type { LogFileLifecycle } from '../../assure/lifecycle/log-file-lifecycle';
import type { ItemSettings } from '../../store/items/item';
import type { LogFileReader } from '../log-file-reader';

/** How the events without a record of their own are read. */
export interface Originals {
  /** Undefined if log files are not read. */
  readonly reader: LogFileReader | undefined;
  /** Why they are not: the end of a sentence. */
  readonly why: string;
  /** What lifecycle rules do with log files, as far as it was checked. */
  readonly findLifecycles: (signal?: AbortSignal) => Promise<readonly LogFileLifecycle[]>;
  /** The settings of items. */
  readonly items: ItemSettings;
}
