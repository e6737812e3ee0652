/**
 * Memory of a warm function: the ingest function's handler takes the same input again and again in one
 * process, with the heap limits of the deployed function. `--memory MIB` sets the memory of the function.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { heapOptions } from '../lib/heap-options';
import { bundle } from './support/bundle';
import { printProgress, readOption } from './support/command';
import { ASSUMED } from './support/cost-basis';
import { printGoals } from './support/goals';
import { ingestFunction } from './support/ingest-function';
import { INPUTS } from './support/inputs';
import { saveResults } from './support/results';
import type { StandInInput } from './support/stand-ins';
import { median } from './support/statistics';

const CHILD = 'BENCH_MEMORY_INPUT';
const RUNS = 20;
const QUICK_RUNS = 2;
const GOAL_MB = 300;

const NAMES = { S: 'small files', M: 'mixed file', D: 'data events' } as const;
type Name = keyof typeof NAMES;

/** One run. Memory is in 10^6 bytes. */
interface Run {
  /** The most memory that the process had until the end of this run. */
  readonly peakMB: number;
  /** Memory at the end of this run. */
  readonly rssMB: number;
  readonly cpuMs: number;
}

const isRun = (line: string) => line.startsWith('{"peakMB"');

async function runChild(input: string): Promise<void> {
  const ingest = await ingestFunction(input);
  for (;;) {
    const before = process.cpuUsage();
    await ingest();
    const { user, system } = process.cpuUsage(before);
    const run: Run = {
      peakMB: (process.resourceUsage().maxRSS * 1024) / 1e6,
      rssMB: process.memoryUsage.rss() / 1e6,
      cpuMs: (user + system) / 1000,
    };
    console.log(JSON.stringify(run));
  }
}

async function prepareInput(name: Name, quick: boolean): Promise<StandInInput> {
  return name === 'S' ? { smallFiles: quick ? 200 : 2000 } : { file: await INPUTS[name](quick) };
}

/** Runs the handler in one process. */
async function measure(program: string, name: Name, memoryMiB: number, quick: boolean): Promise<Run[]> {
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      NODE_OPTIONS: heapOptions(memoryMiB),
      [CHILD]: JSON.stringify(await prepareInput(name, quick)),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const runs: Run[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (!isRun(line)) continue;
    runs.push(JSON.parse(line));
    printProgress('memory', `${NAMES[name]}, run ${runs.length}: ${format(runs.at(-1)!)}`);
    if (runs.length === (quick ? QUICK_RUNS : RUNS)) break;
  }
  child.kill();
  return runs;
}

const format = ({ peakMB, rssMB, cpuMs }: Run) =>
  `peak ${peakMB.toFixed(0)} MB, ${rssMB.toFixed(0)} MB at its end, ${cpuMs.toFixed(0)} ms CPU`;

async function main(): Promise<void> {
  const input = process.env[CHILD];
  if (input) return runChild(input);
  const quick = process.argv.includes('--quick');
  const only = readOption('--only');
  const memoryMiB = Number(readOption('--memory') ?? ASSUMED.functionMemoryMiB);
  const program = await bundle(__filename);
  const measurements = [];
  for (const name of Object.keys(NAMES) as Name[]) {
    if (only && !NAMES[name].includes(only)) continue;
    const runs = await measure(program, name, memoryMiB, quick);
    const cpuMs = median(runs.slice(1).map((run) => run.cpuMs));
    measurements.push({ input: NAMES[name], runs, cpuMs, plateauMB: runs.at(-1)?.peakMB ?? Number.NaN });
  }
  console.log(`\nmemory, Node ${process.version}, function of ${memoryMiB} MiB${quick ? ', quick' : ''}\n`);
  console.log(
    `  ${'input'.padEnd(12)} ${'first run MB'.padStart(13)} ${'plateau MB'.padStart(11)} ${'CPU ms'.padStart(8)}`,
  );
  for (const { input, runs, cpuMs, plateauMB } of measurements) {
    const [first, plateau, cpu] = [runs[0]?.peakMB, plateauMB, cpuMs].map((value) => value?.toFixed(0) ?? '');
    console.log(`  ${input.padEnd(12)} ${first!.padStart(13)} ${plateau!.padStart(11)} ${cpu!.padStart(8)}`);
  }
  const goals = measurements.map(({ input, plateauMB }) => ({
    goal: `${input}: plateau in MB`,
    value: plateauMB,
    is: 'most' as const,
    limit: GOAL_MB,
  }));
  printGoals(goals, quick);
  saveResults('memory', quick, { memoryMiB, measurements, goals });
}

void main();
