/** How a store finds an answer. */
export interface ReadPlan {
  /** The index, or whatever else a store reads. */
  readonly index: string;
  /** The parts of it that are read. */
  readonly partitions: readonly string[];
  /** Conditions checked after reading, such as `plane = control`. */
  readonly filters: readonly string[];
  /** Number of tables that are read by their activity entries, beside the index. Absent if the index holds all that matches. */
  readonly tables?: number;
  /** What the answer lacks. Absent if it is complete. */
  readonly incomplete?: string;
  /** What the answer lacks of log files so far, as a clause. Absent if nothing. */
  readonly unread?: string;
  /** What to know about the answer, in one or two sentences. Absent if there is nothing. */
  readonly notice?: string;
  /** What to know about the page that was read, which does not hold for the pages together. Absent if there is nothing. */
  readonly pageNotice?: string;
}

/** All that an answer lacks so far, as clauses. Undefined if nothing. */
export function toLacks({ incomplete, unread }: Pick<ReadPlan, 'incomplete' | 'unread'>): string | undefined {
  const lacks = [incomplete, unread].filter((one) => one !== undefined);
  return lacks.length > 0 ? lacks.join('; ') : undefined;
}
