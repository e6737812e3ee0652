/**
 * One machine: folders of log files into a data folder, against DuckDB alone with the same columns and the
 * original (`support/duckdb-alone.ts`), each as a whole process on two threads; then questions about a million
 * events, each as a whole process, and in one open process. `--only TEXT` measures the parts that begin with it:
 * `ingest A`, `ingest B`, `ask`.
 */
import { readOption } from './support/command';
import { type Goal, printGoals } from './support/goals';
import { measureAsking } from './support/local-asking';
import { compareIngest, prepareLoaders } from './support/local-ingest';
import { saveResults } from './support/results';

const QUICK = process.argv.includes('--quick');
const RUNS = QUICK ? 1 : 5;
const PARTS = {
  'ingest A': () => compareIngest('A', RUNS, QUICK),
  'ingest B': () => compareIngest('B', RUNS, QUICK),
  ask: () => measureAsking(RUNS, QUICK),
};

async function main(): Promise<void> {
  await prepareLoaders();
  console.log(`\nlocal, Node ${process.version}${QUICK ? ', quick' : ''}`);
  const only = readOption('--only') ?? '';
  const results: Record<string, object> = {};
  const goals: Goal[] = [];
  for (const [name, measure] of Object.entries(PARTS)) {
    if (!name.startsWith(only)) continue;
    const part = await measure();
    results[name] = part.results;
    goals.push(...part.goals);
  }
  printGoals(goals, QUICK);
  saveResults('local', QUICK, { runs: RUNS, results, goals });
}

void main();
