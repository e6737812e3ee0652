/**
 * What a function needs before its first invocation: the size of its bundle, and the time to load it, in
 * a fresh process each time, against a handler that does nothing. Bundled and started as deployed.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { FUNCTION_ENTRIES, type FunctionEntry, functionBundling } from '../lib/function-bundling';
import { ENVIRONMENT } from '../src/settings/environment';
import { printProgress } from './support/command';
import { type Goal, printGoals } from './support/goals';
import { saveResults } from './support/results';
import { median } from './support/statistics';

const BUILD = join(__dirname, 'results', 'build', 'functions');
const EMPTY = 'an empty handler';
const run = promisify(execFile);

/** As Lambda's runtime does: time counts from where the bundle is asked for. */
const LOAD = `
  const before = performance.now(), cpu = process.cpuUsage();
  if (typeof require(process.argv[1]).handler !== 'function') throw new Error('no handler');
  const wallMs = performance.now() - before, { user, system } = process.cpuUsage(cpu);
  const peakRssMB = process.resourceUsage().maxRSS * 1024 / 1e6;
  process.stdout.write(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000, peakRssMB }), () => process.exit(0));
`;
interface Load {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakRssMB: number;
}

async function load(file: string): Promise<Load> {
  const { stdout } = await run(process.execPath, ['--enable-source-maps', '-e', LOAD, file], {
    env: {
      PATH: process.env.PATH,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      [ENVIRONMENT.auditTableName]: 'audit',
      [ENVIRONMENT.ledgerTableName]: 'ledger',
    },
  });
  return JSON.parse(stdout) as Load;
}

async function bundleFunction(name: FunctionEntry): Promise<string> {
  const folder = join(BUILD, name);
  await build(functionBundling(join(__dirname, '..'), name, folder));
  const outfile = join(folder, 'index.js');
  return outfile;
}

async function main(): Promise<void> {
  const quick = process.argv.includes('--quick');
  const runs = quick ? 3 : 15;
  mkdirSync(BUILD, { recursive: true });
  const empty = join(BUILD, 'empty.js');
  writeFileSync(empty, 'exports.handler = async () => {};');
  const files = new Map([[EMPTY, empty]]);
  for (const name of FUNCTION_ENTRIES) files.set(name, await bundleFunction(name));

  // In turn, so that whatever else the machine does meets all of them.
  const loads = new Map([...files.keys()].map((name) => [name, [] as Load[]]));
  for (let round = -1; round < runs; round++) {
    for (const [name, file] of files) {
      const measured = await load(file);
      if (round < 0) continue;
      loads.get(name)!.push(measured);
      printProgress('cold-start', `${name}, run ${round + 1} of ${runs}: ${measured.wallMs.toFixed(1)} ms`);
    }
  }

  const measurements = [...files].map(([contestant, file]) => {
    const of = (part: keyof Load) => median(loads.get(contestant)!.map((one) => one[part]));
    const bundleKB = statSync(file).size / 1000;
    return { contestant, bundleKB, wallMs: of('wallMs'), cpuMs: of('cpuMs'), peakRssMB: of('peakRssMB') };
  });
  console.log(`\ncold-start, Node ${process.version}${quick ? ', quick' : ''}\n`);
  const header = ['bundle KB', 'init ms', 'CPU ms', 'peak MB'].map((title) => title.padStart(9)).join(' ');
  console.log(`  ${' '.repeat(EMPTY.length)}  ${header}`);
  for (const { contestant, ...numbers } of measurements) {
    const row = Object.values(numbers).map((value) => value.toFixed(1).padStart(9));
    console.log(`  ${contestant.padEnd(EMPTY.length)}  ${row.join(' ')}`);
  }

  const [nothing, ...functions] = measurements;
  const goals = functions.flatMap(({ contestant, bundleKB, wallMs }): Goal[] => [
    { goal: `${contestant}: bundle KB`, value: bundleKB, is: 'most', limit: 1000 },
    { goal: `${contestant}: init ms over empty`, value: wallMs - nothing!.wallMs, is: 'most', limit: 150 },
  ]);
  printGoals(goals, quick);
  saveResults('cold-start', quick, { runs, measurements, goals });
}

void main();
