import type { TimeRange } from '../covered-time';
import type { CoverageException, CoverageState } from './known-coverage';
import { findWorst, type ListedSpan } from './spans';

/** Why a span is not proven. */
export type Cause = Omit<CoverageException, 'since'>;

/** Exceptions that are listed: of a span, of a day, and of an answer. */
export const MAXIMUM_EXCEPTIONS = 20;

const toSortKey = ({ object, reason }: Cause): string => `${object}\n${reason}`;

export const compareCauses = (one: Cause, other: Cause): number =>
  toSortKey(one) < toSortKey(other) ? -1 : 1;

/** The causes of one span: the first by their objects, and what counts of all. */
export class Causes {
  #count = 0;
  readonly #states = new Set<CoverageState>();
  #first: Cause[] = [];

  constructor(causes: Iterable<Cause> = []) {
    for (const cause of causes) this.add(cause);
  }

  add(cause: Cause): void {
    this.#count += 1;
    this.#states.add(cause.state);
    const last = this.#first[MAXIMUM_EXCEPTIONS - 1];
    if (last && compareCauses(last, cause) < 0) return;
    this.#first = [...this.#first, cause].sort(compareCauses).slice(0, MAXIMUM_EXCEPTIONS);
  }

  /** Adds them to a span, whose state becomes the worst of its own and theirs. */
  addTo(span: ListedSpan): ListedSpan {
    if (this.#count === 0) return span;
    const listed = [...span.listed, ...this.#first.map((cause) => ({ since: span.since, ...cause }))];
    return {
      ...span,
      state: findWorst([span.state, ...this.#states]),
      exceptions: (span.exceptions ?? 0) + this.#count,
      listed: listed.sort(compareCauses).slice(0, MAXIMUM_EXCEPTIONS),
    };
  }
}

/** A span without causes and without digests. */
export const emptySpan = ({ since, until }: TimeRange, state: CoverageState = 'proven'): ListedSpan => ({
  ...{ since, until, state, digests: 0, files: 0 },
  listed: [],
});
