/**
 * Many small files to kept records, in a fresh process each time, as a command starts: what it costs beside the
 * shortest program that does the same, which parses everything. The files are in memory before.
 */
import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { auditedRecords } from '../src/audit/matcher';
import { readWholeLogFile } from '../src/trail/log-file';
import { bundle } from './support/bundle';
import { printProgress } from './support/command';
import { printGoals } from './support/goals';
import { smallFiles } from './support/inputs';
import { saveResults } from './support/results';
import { median } from './support/statistics';

const run = promisify(execFile);
const FOLDER = join(__dirname, 'results', 'inputs');
const OURS = 'dynamodb-audit-trail';
const PARSE = 'gunzip + SHA-256 + JSON.parse';
const contestants: Record<string, (file: Buffer) => ReadFile> = {
  [PARSE](file) {
    const content = gunzipSync(file);
    const sha256 = hash('sha256', content);
    const { Records } = JSON.parse(content.toString()) as { Records: Record<string, unknown>[] };
    return { kept: Records.filter(auditedRecords.accepts).length, records: Records.length, sha256 };
  },

  [OURS](file) {
    let kept = 0;
    const onRecord = () => {
      kept++;
    };
    const summary = readWholeLogFile(file, { matcher: auditedRecords, onRecord });
    if (summary instanceof Promise) throw new Error('The file was not read at once.');
    return { kept, records: summary.records, sha256: summary.sha256 };
  },
};

interface ReadFile {
  readonly kept: number;
  readonly records: number;
  readonly sha256: string;
}

interface Measured {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakRssMB: number;
  /** What was found, to see that all contestants found the same. */
  readonly found: string;
}

/** In a fresh process. */
function measure(contestant: string, input: string): Measured {
  const files = (JSON.parse(readFileSync(input, 'utf8')) as string[]).map((one) =>
    Buffer.from(one, 'base64'),
  );
  const readFile = contestants[contestant]!;
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  const results = files.map(readFile);
  const wallMs = performance.now() - before;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    cpuMs: (user + system) / 1000,
    wallMs,
    peakRssMB: (process.resourceUsage().maxRSS * 1024) / 1e6,
    found: hash('sha256', JSON.stringify(results)),
  };
}

async function main(): Promise<void> {
  const quick = process.argv.includes('--quick');
  const runs = quick ? 3 : 15;
  mkdirSync(FOLDER, { recursive: true });
  const input = join(FOLDER, `small-files${quick ? '-quick' : ''}.json`);
  const files = smallFiles(quick ? 200 : 2000);
  writeFileSync(input, JSON.stringify(files.map((file) => file.toString('base64'))));

  const program = await bundle(__filename);
  const measured = new Map(Object.keys(contestants).map((name) => [name, [] as Measured[]]));
  for (let round = 1; round <= runs; round++) {
    for (const [name, all] of measured) {
      const { stdout } = await run(process.execPath, [program, name, input]);
      const one = JSON.parse(stdout) as Measured;
      all.push(one);
      printProgress('read-small', `${name}, run ${round} of ${runs}: ${one.cpuMs.toFixed(1)} ms CPU`);
    }
  }
  const found = new Set([...measured.values()].flat().map((one) => one.found));
  if (found.size > 1) throw new Error('The contestants did not find the same.');

  const measurements = [...measured].map(([contestant, all]) => {
    const of = (part: 'cpuMs' | 'wallMs' | 'peakRssMB') => median(all.map((one) => one[part]));
    return { contestant, cpuMs: of('cpuMs'), wallMs: of('wallMs'), peakRssMB: of('peakRssMB') };
  });
  const columns = ['CPU ms', 'wall ms', 'peak MB', '× first'].map((title) => title.padStart(8)).join(' ');
  console.log(`\nread-small, ${files.length} files, Node ${process.version}${quick ? ', quick' : ''}\n`);
  console.log(`  ${' '.repeat(PARSE.length)}  ${columns}`);
  const ratio = (cpuMs: number) => cpuMs / measurements[0]!.cpuMs;
  for (const { contestant, cpuMs, wallMs, peakRssMB } of measurements) {
    const cells = [cpuMs.toFixed(1), wallMs.toFixed(1), peakRssMB.toFixed(0), ratio(cpuMs).toFixed(2)];
    console.log(`  ${contestant.padEnd(PARSE.length)}  ${cells.map((cell) => cell.padStart(8)).join(' ')}`);
  }
  const value = ratio(measurements.at(-1)!.cpuMs);
  const goals = [{ goal: `CPU / ${PARSE}`, value, is: 'most' as const, limit: 1 }];
  printGoals(goals, quick);
  saveResults('read-small', quick, { runs, measurements, goals });
}

const [contestant, input] = process.argv.slice(2);
if (contestant !== undefined && contestant in contestants && input !== undefined) {
  process.stdout.write(JSON.stringify(measure(contestant, input)));
} else {
  void main();
}
