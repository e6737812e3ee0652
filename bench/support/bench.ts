import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { build } from 'esbuild';
import { toMessage } from '../../src/errors';

/** One way to do the job: prepares what is not measured, and returns the measured part. */
export type Contestant = (input: string) => Promise<() => Promise<unknown>>;

/**
 * What a contestant needed for one input: medians of the runs after a warm-up, in a process of its own.
 * The contestants take turns, so that whatever else the machine does meets all alike.
 */
export interface Measurement {
  readonly contestant: string;
  readonly input: string;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** CPU of the first run in its process, before compilers have done their work. */
  readonly firstCpuMs: number;
  /** The most memory the process ever had in the first run, in 10^6 bytes. */
  readonly peakRssMB: number;
  /** The most memory the process ever had when all runs were over, in 10^6 bytes. */
  readonly plateauRssMB: number;
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
const ANSWER = 'BENCH ';
/** Until compilers have done their work, also where a run is short. */
const WARM_UP_MS = 8000;
/** A turn is made of as many runs as fit; of several, the first does not count: the others ran in between. */
const TURN_MS = 1500;

/**
 * Runs a bench: prints a table and the goals, writes `bench/results/<name>.json`. Until then, it prints each
 * step of each contestant on stderr. Arguments of the process: `--quick` for short inputs and three runs (goals
 * are printed, and not judged), `--only TEXT` for contestants whose name holds it, `--input NAME` for one input.
 */
export async function runBench(bench: Bench): Promise<void> {
  const child = process.env[CHILD];
  if (child) return runChild(bench, JSON.parse(child));

  const quick = process.argv.includes('--quick');
  const runs = quick ? 3 : (bench.runs ?? 5);
  const only = readOption('--only');
  const onlyInput = readOption('--input');
  const program = await bundle(bench.file);
  const measurements: Measurement[] = [];
  const failures: Failure[] = [];
  for (const input of new Set(bench.pairs.map((pair) => pair.input))) {
    if (onlyInput && input !== onlyInput) continue;
    const prepared = (await bench.prepareInput?.(input, quick)) ?? input;
    const racers: Racer[] = [];
    for (const { contestant } of bench.pairs.filter((pair) => pair.input === input)) {
      if (only && !contestant.includes(only)) continue;
      try {
        racers.push(await start(program, { contestant, input: prepared, quick }));
        printProgress(bench.name, `${input}, ${contestant}: warmed up`);
      } catch (error) {
        failures.push({ contestant, input, error: toMessage(error) });
        printProgress(bench.name, `${input}, ${contestant} failed: ${toMessage(error)}`);
      }
    }
    for (let at = 0; at < runs; at++) {
      for (const racer of racers) {
        const { runs: turn, plateauRssMB } = await racer.turn();
        racer.runs.push(...turn);
        racer.plateauRssMB = plateauRssMB;
        const cpuMs = median(turn.map((run) => run.cpuMs)).toFixed(1);
        printProgress(
          bench.name,
          `${input}, ${racer.contestant}, turn ${at + 1} of ${runs}: ${cpuMs} ms CPU`,
        );
      }
    }
    for (const racer of racers) {
      racer.stop();
      const measurement = toMeasurement(racer, input);
      measurements.push(measurement);
      printProgress(bench.name, `${input}, ${racer.contestant}: ${formatFigures(measurement)}`);
    }
  }
  const find = (contestant: string, input: string) =>
    measurements.find((one) => one.contestant === contestant && one.input === input);
  const goals = only || onlyInput ? [] : bench.goals(find);
  print(bench, measurements, failures, quick);
  printGoals(goals, quick);
  saveResults(bench.name, quick, { runs, measurements, failures, goals });
}

/** The value after an option of the process. */
export const readOption = (name: string): string | undefined =>
  process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined;

/** Prints a step of a bench on stderr, so that the table on stdout stays as it is. */
export const printProgress = (bench: string, step: string): void => {
  process.stderr.write(`${bench}: ${step}\n`);
};

const formatFigures = ({ cpuMs, wallMs, firstCpuMs, peakRssMB, plateauRssMB }: Measurement): string =>
  `${cpuMs.toFixed(1)} ms CPU (first run ${firstCpuMs.toFixed(1)}), ${wallMs.toFixed(1)} ms wall, ` +
  `peak ${plateauRssMB.toFixed(0)} MB (first run ${peakRssMB.toFixed(0)})`;

/** Writes `bench/results/<name>.json`, with what it was measured on. */
export function saveResults(name: string, quick: boolean, results: object): void {
  mkdirSync(RESULTS, { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0]?.model, cpus: cpus().length };
  const written = join(RESULTS, `${name}${quick ? '-quick' : ''}.json`);
  writeFileSync(written, `${JSON.stringify({ bench: name, machine, ...results }, null, 2)}\n`);
}

interface Run {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly result: unknown;
}

/** The first run in a process. */
interface FirstRun {
  readonly firstCpuMs: number;
  readonly peakRssMB: number;
}

interface Turn {
  readonly runs: readonly Run[];
  readonly plateauRssMB: number;
}

interface Failure {
  readonly contestant: string;
  readonly input: string;
  readonly error: string;
}

/** A contestant in its process, warmed up. */
interface Racer {
  readonly contestant: string;
  readonly first: FirstRun;
  readonly runs: Run[];
  /** The most memory that its process had so far, in 10^6 bytes. */
  plateauRssMB: number;
  turn(): Promise<Turn>;
  stop(): void;
}

/** What a child is told to do. */
interface Order {
  readonly contestant: string;
  readonly input: string;
  readonly quick: boolean;
}

async function start(program: string, order: Order): Promise<Racer> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, [CHILD]: JSON.stringify(order) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    for (;;) {
      const { done, value } = await lines.next();
      if (done) throw new Error(errorLine(errors) ?? `ended with ${await waitForExit(child)}`);
      // Anything else is the contestant's own output.
      if (value.startsWith(ANSWER)) return JSON.parse(value.slice(ANSWER.length));
    }
  };
  const first = (await answer()) as FirstRun;
  const turn = async () => {
    child.stdin.write('turn\n');
    return answer();
  };
  return {
    contestant: order.contestant,
    first,
    plateauRssMB: first.peakRssMB,
    runs: [],
    turn,
    stop: () => child.kill(),
  };
}

const waitForExit = async (child: ChildProcess) =>
  child.exitCode ?? child.signalCode ?? (await once(child, 'exit')).join(' ');

function toMeasurement({ contestant, first, plateauRssMB, runs }: Racer, input: string): Measurement {
  const cpuRunsMs = runs.map((run) => run.cpuMs);
  return {
    contestant,
    input,
    cpuMs: median(cpuRunsMs),
    wallMs: median(runs.map((run) => run.wallMs)),
    ...first,
    plateauRssMB,
    cpuRunsMs,
    result: runs.at(-1)?.result,
  };
}

/** In the child: warms up, then takes a turn for each line that comes in. */
async function runChild(bench: Bench, { contestant, input, quick }: Order): Promise<void> {
  const measured = await bench.contestants[contestant]!(input);
  const first = await measure(measured);
  const peakRssMB = peakMemory();
  while (!quick && performance.now() < WARM_UP_MS) await measured();
  console.log(ANSWER + JSON.stringify({ firstCpuMs: first.cpuMs, peakRssMB } satisfies FirstRun));
  for await (const _ of createInterface({ input: process.stdin })) {
    const runs: Run[] = [];
    const end = performance.now() + (quick ? 0 : TURN_MS);
    do {
      runs.push(await measure(measured));
    } while (performance.now() < end);
    const turn: Turn = { runs: runs.length > 1 ? runs.slice(1) : runs, plateauRssMB: peakMemory() };
    console.log(ANSWER + JSON.stringify(turn));
  }
  process.exit(); // A server of the contestant may keep the process alive.
}

async function measure(measured: () => Promise<unknown>): Promise<Run> {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  const result = await measured();
  const wallMs = performance.now() - before;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpuMs: (user + system) / 1000, wallMs, result };
}

/** In 10^6 bytes. */
const peakMemory = () => (process.resourceUsage().maxRSS * 1024) / 1e6;

/** As it would be deployed: one file, so that no loader takes part in what is measured. */
export async function bundle(file: string): Promise<string> {
  const outfile = join(RESULTS, 'build', `${file.split(/[\\/]/).at(-1)}.cjs`);
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['esbuild', '@duckdb/node-api'],
    define: { __filename: JSON.stringify(file), __dirname: JSON.stringify(join(file, '..')) },
    logLevel: 'error',
  });
  return outfile;
}

/** Cold and warm, first run and plateau. */
const COLUMNS: readonly (readonly [title: string, read: (row: Measurement) => string])[] = [
  ['CPU ms', ({ cpuMs }) => cpuMs.toFixed(1)],
  ['first run', ({ firstCpuMs }) => firstCpuMs.toFixed(1)],
  ['wall ms', ({ wallMs }) => wallMs.toFixed(1)],
  ['first MB', ({ peakRssMB }) => peakRssMB.toFixed(0)],
  ['plateau', ({ plateauRssMB }) => plateauRssMB.toFixed(0)],
];

function print(
  bench: Bench,
  measurements: Measurement[],
  failures: readonly Failure[],
  quick: boolean,
): void {
  const width = Math.max(...Object.keys(bench.contestants).map((name) => name.length));
  console.log(`\n${bench.name}, Node ${process.version}${quick ? ', quick' : ''}`);
  for (const input of new Set(measurements.map((one) => one.input))) {
    console.log(
      `\n  ${input.padEnd(width)} ${COLUMNS.map(([title]) => title.padStart(10)).join('')}   × first row`,
    );
    const rows = measurements.filter((one) => one.input === input);
    for (const row of rows) {
      const figures = COLUMNS.map(([, read]) => read(row).padStart(10)).join('');
      const ratio = (row.cpuMs / rows[0]!.cpuMs).toFixed(2);
      console.log(`  ${row.contestant.padEnd(width)} ${figures}  ${ratio.padStart(12)}`);
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

/** The value that this share of the values does not exceed. */
export const percentile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;

const errorLine = (text: string) =>
  text
    .split('\n')
    .find((line) => /Error/.test(line))
    ?.trim();
