/** How a store finds an answer. */
export interface ReadPlan {
  /** The index, or whatever else a store reads. */
  readonly index: string;
  /** The parts of it that are read. */
  readonly partitions: readonly string[];
  /** Conditions checked after reading, such as `plane = control`. */
  readonly filters: readonly string[];
  /** What the answer lacks. Absent if it is complete. */
  readonly incomplete?: string;
  /** What to know about the answer, in one or two sentences. Absent if there is nothing. */
  readonly notice?: string;
}
