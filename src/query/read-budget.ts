/** A limit on reading. A store may exceed it by what one request reads. */
export interface ReadBudget {
  /** Maximum number of entries to look at, including those that a filter rejects. */
  readonly entries: number;
  /** Epoch milliseconds after which nothing more is requested. */
  readonly until: number;
}
