import type { Answer } from '../../src/http/operations';

export type Status = Answer<'getStatus'>;

/** One thing that makes an audit healthy, and how it is. */
export interface Check {
  readonly name: string;
  /** `look`: it may be wrong. `bad`: it is wrong. */
  readonly verdict: 'good' | 'look' | 'bad';
  readonly words: string;
  /** What to do, unless it is good. */
  readonly advice?: string;
}
