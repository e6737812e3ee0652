/** A limit on reading. A store may exceed it by what one request reads. */
export interface ReadBudget {
  /** Maximum number of entries to look at, including those that a filter rejects. */
  readonly entries: number;
  /** Maximum number of log files to read. Default: any number. */
  readonly files?: number;
  /** Maximum number of their uncompressed bytes. Default: any number. */
  readonly fileBytes?: number;
  /** Epoch milliseconds after which nothing more is requested. */
  readonly until: number;
}

/**
 * Whether nothing more may be requested, apart from log files.
 * @param entries those that were looked at so far
 */
export const isSpent = (budget: ReadBudget, entries: number): boolean =>
  entries >= budget.entries || Date.now() >= budget.until;
