/** What reading an answer costs. */
export interface ReadCost {
  /** Requests sent to the store. */
  readonly queries: number;
  /** Entries looked at, including those that a filter rejects. */
  readonly entries: number;
  /** Size of the entries looked at. Absent unless measured. */
  readonly bytes?: number;
  /** Log files that were read. Absent if there were none. */
  readonly files?: number;
  /** Their uncompressed bytes. */
  readonly fileBytes?: number;
  /** DynamoDB read units. Absent unless measured, and for stores that have none. */
  readonly readUnits?: number;
}
