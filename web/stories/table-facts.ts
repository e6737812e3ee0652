import type { ActivityGroup } from './calls';
import type { Step } from './steps';

/** What is known of a table. */
export interface TableFacts {
  /** ARNs of the tables that the question means. */
  readonly tables: readonly string[];
  /** Oldest first. */
  readonly steps: readonly Step[];
  /** Reads and writes of items, newest first. */
  readonly groups: readonly ActivityGroup[];
  /** What risky calls did, by event ID. */
  readonly words: ReadonlyMap<string, string>;
  /** What is known of the logging of reads and writes, unless all are logged. */
  readonly unlogged: readonly string[];
}
