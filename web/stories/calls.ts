import type { Answer } from '../../src/http/operations';
import { countWords } from '../text/words';

export type ActivityGroup = Answer<'getActivity'>['groups'][number];

/** How calls touched items, counted. */
export interface CallCounts {
  readonly reads: number;
  readonly writes: number;
  /** PartiQL statements, which do either. */
  readonly statements: number;
  /** Calls that were denied, throttled or failed. They touched nothing. */
  readonly refused: number;
  /** Reads of a whole table or index. */
  readonly scans: number;
}

const READS = /^(?:Get|BatchGet|TransactGet|Query|Scan|Search|ReadData)/;
const STATEMENTS = /^(?:BatchExecute|Execute)/;

type Counted = Pick<ActivityGroup, 'eventName' | 'outcome' | 'count'>;

export function countCalls(groups: readonly Counted[]): CallCounts {
  const counts = { reads: 0, writes: 0, statements: 0, refused: 0, scans: 0 };
  for (const { eventName, outcome, count } of groups) {
    counts[toCount(eventName, outcome)] += count;
    if (eventName === 'Scan' && outcome === 'succeeded') counts.scans += count;
  }
  return counts;
}

function toCount(
  eventName: string,
  outcome: Counted['outcome'],
): 'reads' | 'writes' | 'statements' | 'refused' {
  if (outcome !== 'succeeded') return 'refused';
  if (STATEMENTS.test(eventName)) return 'statements';
  return READS.test(eventName) ? 'reads' : 'writes';
}

/** `2 reads, 1 write, 3 refused or failed`. Empty if there is none. */
export function describeCalls({ reads, writes, statements, refused }: CallCounts): string {
  return [
    reads > 0 && countWords(reads, 'read'),
    writes > 0 && countWords(writes, 'write'),
    statements > 0 && countWords(statements, 'PartiQL statement'),
    refused > 0 && `${countWords(refused, 'call')} refused or failed`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** Groups of a key, in the order of their first member. */
export function groupBy<Value>(
  values: Iterable<Value>,
  toKey: (value: Value) => string,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = toKey(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/** The first and the last of some times. Undefined if there are none. */
export function findSpan(
  times: readonly string[],
): { readonly first: string; readonly last: string } | undefined {
  const sorted = [...times].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  return first !== undefined && last !== undefined ? { first, last } : undefined;
}
