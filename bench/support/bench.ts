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
const ANSWER = 'BENCH ';
/** Until compilers have done their work, also where a run is short. */
const WARM_UP_MS = 8000;
/** A turn is made of as many runs as fit; of several, the first does not count: the others ran in between. */
const TURN_MS = 1500;

/**
 * Runs a bench: prints a table and the goals, writes `bench/results/<name>.json`. Until then, it prints each
 * step of each contestant on stderr. Arguments of the process: `--quick` for short inputs and three runs (goals
 * are printed, and not judged), `--only TEXT` for contestants whose name holds it.
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
  const failures: Failure[] = [];
  for (const input of new Set(bench.pairs.map((pair) => pair.input))) {
    const prepared = (await bench.prepareInput?.(input, quick)) ?? input;
    const racers: Racer[] = [];
    for (const { contestant } of bench.pairs.filter((pair) => pair.input === input)) {
      if (filter && !contestant.includes(filter)) continue;
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
        const turn = await racer.turn();
        racer.runs.push(...turn);
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
  const goals = filter ? [] : bench.goals(find);
  print(bench, measurements, failures, quick);
  printGoals(goals, quick);
  saveResults(bench.name, quick, { runs, measurements, failures, goals });
}

/** Prints a step of a bench on stderr, so that the table on stdout stays as it is. */
export const printProgress = (bench: string, step: string): void => {
  process.stderr.write(`${bench}: ${step}\n`);
};

const formatFigures = ({ cpuMs, wallMs, peakRssMB }: Measurement): string =>
  `${cpuMs.toFixed(1)} ms CPU, ${wallMs.toFixed(1)} ms wall, peak ${peakRssMB.toFixed(0)} MB`;

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

interface Failure {
  readonly contestant: string;
  readonly input: string;
  readonly error: string;
}

/** A contestant in its process, warmed up. */
interface Racer {
  readonly contestant: string;
  readonly peakRssMB: number;
  readonly runs: Run[];
  turn(): Promise<Run[]>;
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
  const { peakRssMB } = await answer();
  const turn = async () => {
    child.stdin.write('turn\n');
    return answer();
  };
  return { contestant: order.contestant, peakRssMB, runs: [], turn, stop: () => child.kill() };
}

const waitForExit = async (child: ChildProcess) =>
  child.exitCode ?? child.signalCode ?? (await once(child, 'exit')).join(' ');

function toMeasurement({ contestant, peakRssMB, runs }: Racer, input: string): Measurement {
  const cpuRunsMs = runs.map((run) => run.cpuMs);
  return {
    contestant,
    input,
    cpuMs: median(cpuRunsMs),
    wallMs: median(runs.map((run) => run.wallMs)),
    peakRssMB,
    cpuRunsMs,
    result: runs.at(-1)?.result,
  };
}

/** In the child: warms up, then takes a turn for each line that comes in. */
async function runChild(bench: Bench, { contestant, input, quick }: Order): Promise<void> {
  const measured = await bench.contestants[contestant]!(input);
  await measured();
  const peakRssMB = (process.resourceUsage().maxRSS * 1024) / 1e6;
  while (!quick && performance.now() < WARM_UP_MS) await measured();
  console.log(ANSWER + JSON.stringify({ peakRssMB }));
  for await (const _ of createInterface({ input: process.stdin })) {
    const runs: Run[] = [];
    const end = performance.now() + (quick ? 0 : TURN_MS);
    do {
      const cpuBefore = process.cpuUsage();
      const before = performance.now();
      const result = await measured();
      const wallMs = performance.now() - before;
      const { user, system } = process.cpuUsage(cpuBefore);
      runs.push({ cpuMs: (user + system) / 1000, wallMs, result });
    } while (performance.now() < end);
    console.log(ANSWER + JSON.stringify(runs.length > 1 ? runs.slice(1) : runs));
  }
  process.exit(); // A server of the contestant may keep the process alive.
}

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
    external: ['esbuild'],
    define: { __filename: JSON.stringify(file), __dirname: JSON.stringify(join(file, '..')) },
    logLevel: 'error',
  });
  return outfile;
}

function print(
  bench: Bench,
  measurements: Measurement[],
  failures: readonly Failure[],
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

const errorLine = (text: string) =>
  text
    .split('\n')
    .find((line) => /Error/.test(line))
    ?.trim();
