/** What a bench must reach. */
export interface Goal {
  readonly goal: string;
  readonly limit: number;
  /** Not a number where something was not measured. */
  readonly value: number;
  /** `most`: the value must not be above the limit. */
  readonly is: 'most' | 'least';
}

/** Prints which goals are reached. */
export function printGoals(goals: readonly Goal[], quick: boolean): void {
  if (goals.length > 0) console.log(`\n  goals${quick ? ' (not judged on short inputs)' : ''}`);
  for (const { goal, limit, value, is } of goals) {
    const reached = is === 'most' ? value <= limit : value >= limit;
    console.log(`  ${reached ? 'reached' : 'MISSED '}  ${goal}: ${value.toFixed(2)} (at ${is} ${limit})`);
  }
}
