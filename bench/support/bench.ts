import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { messageOf } from '../../src/errors';

/** One way to do the job: prepares what is not measured, and returns the measured part. */
export type Contestant = (input: string) => Promise<() => Promise<unknown>>;

/** What a contestant needed for one input: medians of the runs after a warm-up, in a process of its own. */
export interface Measurement {
  readonly contestant: string;
  readonly input: string;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** The most memory the process ever had in the first run, in 10^6 bytes. */
  readonly peakRssMB: number;
  /** CPU of each run, to see how far they differ. */
  readonly cpuRunsMs: readonly number[];
  /** What the contestant returned in its last run, for counts and for checking that all did the same. */
  readonly result: unknown;
}

/** A comparison: contestants x inputs. */
export interface Bench {
  readonly name: string;
  /** Path of the bench's own file: it runs again, as a child, for each contestant. */
  readonly file: string;
  readonly contestants: Readonly<Record<string, Contestant>>;
  /** Which contestant meets which input, in the order of the table. */
  readonly pairs: readonly { readonly contestant: string; readonly input: string }[];
  /** Turns the name of an input into what contestants get, for example a path; the parent does it, once. */
  readonly prepareInput?: (input: string, quick: boolean) => Promise<string>;
  readonly runs?: number;
  /** A line below each row of the table, from what the contestant returned. */
  readonly details?: (measurement: Measurement) => string;
  /** What must be reached, from the measurements. */
  readonly goals: (of: (contestant: string, input: string) => Measurement | undefined) => Goal[];
}

export interface Goal {
  readonly goal: string;
  readonly limit: number;
  /** Not a number where something was not measured. */
  readonly value: number;
  /** `most`: the value must not be above the limit. */
  readonly is: 'most' | 'least';
}

const RESULTS = join(__dirname, '..', 'results');
const CHILD = 'BENCH_CHILD';
/** Until compilers have done their work, also where a run is short. */
const WARM_UP_MS = 1000;
const run = promisify(execFile);

/**
 * Runs a bench: prints a table and the goals, writes `bench/results/<name>.json`. Arguments of the
 * process: `--quick` for short inputs and three runs (goals are printed, and not judged), `--only TEXT`
 * for contestants whose name holds it.
 */
export async function runBench(bench: Bench): Promise<void> {
  const child = process.env[CHILD];
  if (child) return runChild(bench, JSON.parse(child));

  const quick = process.argv.includes('--quick');
  const runs = quick ? 3 : (bench.runs ?? 5);
  const only = process.argv[process.argv.indexOf('--only') + 1];
  const filter = process.argv.includes('--only') ? only : undefined;
  const program = await bundle(bench.file);
  const measurements: Measurement[] = [];
  const failures: { contestant: string; input: string; error: string }[] = [];
  const prepared = new Map<string, string>();
  for (const { contestant, input } of bench.pairs) {
    if (filter && !contestant.includes(filter)) continue;
    const known = prepared.get(input) ?? (await bench.prepareInput?.(input, quick)) ?? input;
    prepared.set(input, known);
    try {
      const order = JSON.stringify({ contestant, input: known, runs });
      const { stdout } = await run(process.execPath, ['--enable-source-maps', program], {
        env: { ...process.env, [CHILD]: order },
        maxBuffer: 2 ** 26,
      });
      const measurement = { contestant, input, ...JSON.parse(stdout.trim().split('\n').at(-1) ?? '') };
      measurements.push(measurement);
      process.stderr.write(`${bench.name} ${input} ${contestant}: ${measurement.cpuMs.toFixed(1)} ms\n`);
    } catch (error) {
      failures.push({ contestant, input, error: lastErrorLine(messageOf(error)) });
    }
  }
  const find = (contestant: string, input: string) =>
    measurements.find((one) => one.contestant === contestant && one.input === input);
  const goals = filter ? [] : bench.goals(find);
  print(bench, measurements, failures, quick);
  printGoals(goals, quick);
  saveResults(bench.name, quick, { runs, measurements, failures, goals });
}

/** Writes `bench/results/<name>.json`, with what it was measured on. */
export function saveResults(name: string, quick: boolean, results: object): void {
  mkdirSync(RESULTS, { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0]?.model, cpus: cpus().length };
  const written = join(RESULTS, `${name}${quick ? '-quick' : ''}.json`);
  writeFileSync(written, `${JSON.stringify({ bench: name, machine, ...results }, null, 2)}\n`);
}

async function runChild(
  bench: Bench,
  order: { contestant: string; input: string; runs: number },
): Promise<void> {
  const measured = await bench.contestants[order.contestant]!(order.input);
  let result = await measured();
  const peakRssMB = (process.resourceUsage().maxRSS * 1024) / 1e6;
  while (performance.now() < WARM_UP_MS) await measured();
  const cpuRunsMs: number[] = [];
  const wallRunsMs: number[] = [];
  for (let at = 0; at < order.runs; at++) {
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    result = await measured();
    wallRunsMs.push(performance.now() - before);
    const { user, system } = process.cpuUsage(cpuBefore);
    cpuRunsMs.push((user + system) / 1000);
  }
  const measurement = { cpuMs: median(cpuRunsMs), wallMs: median(wallRunsMs), peakRssMB, cpuRunsMs, result };
  // A server of the contestant may keep the process alive.
  process.stdout.write(`\n${JSON.stringify(measurement)}\n`, () => process.exit(0));
}

/** As it would be deployed: one file, so that no loader takes part in what is measured. */
async function bundle(file: string): Promise<string> {
  const outfile = join(RESULTS, 'build', `${file.split(/[\\/]/).at(-1)}.cjs`);
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['esbuild'],
    define: { __filename: JSON.stringify(file), __dirname: JSON.stringify(join(file, '..')) },
    logLevel: 'error',
  });
  return outfile;
}

function print(
  bench: Bench,
  measurements: Measurement[],
  failures: { contestant: string; input: string; error: string }[],
  quick: boolean,
): void {
  const width = Math.max(...Object.keys(bench.contestants).map((name) => name.length));
  console.log(`\n${bench.name}, Node ${process.version}${quick ? ', quick' : ''}`);
  for (const input of new Set(bench.pairs.map((pair) => pair.input))) {
    console.log(
      `\n  ${input.padEnd(width)}  ${'CPU ms'.padStart(9)} ${'wall ms'.padStart(9)} ${'peak MB'.padStart(8)}  × first`,
    );
    const rows = measurements.filter((one) => one.input === input);
    for (const row of rows) {
      const ratio = row.cpuMs / rows[0]!.cpuMs;
      console.log(
        `  ${row.contestant.padEnd(width)}  ${row.cpuMs.toFixed(1).padStart(9)} ${row.wallMs.toFixed(1).padStart(9)} ${row.peakRssMB.toFixed(0).padStart(8)}  ${ratio.toFixed(2).padStart(7)}`,
      );
      if (bench.details) console.log(`    ${bench.details(row)}`);
    }
    for (const { contestant, error } of failures.filter((one) => one.input === input)) {
      console.log(`  ${contestant.padEnd(width)}  failed: ${error}`);
    }
  }
}

/** Prints which goals are reached. */
export function printGoals(goals: readonly Goal[], quick: boolean): void {
  if (goals.length > 0) console.log(`\n  goals${quick ? ' (not judged on short inputs)' : ''}`);
  for (const { goal, limit, value, is } of goals) {
    const reached = is === 'most' ? value <= limit : value >= limit;
    console.log(`  ${reached ? 'reached' : 'MISSED '}  ${goal}: ${value.toFixed(2)} (at ${is} ${limit})`);
  }
}

export const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const lastErrorLine = (text: string) =>
  text
    .split('\n')
    .filter((line) => /Error/.test(line))
    .at(-1)
    ?.trim() ?? text.slice(0, 200);
