/**
 * One machine: folders of log files into a data folder, against DuckDB alone with the same columns and the
 * original (`support/duckdb-alone.ts`), each as a whole process on two threads; then questions about a million
 * events, each as a whole process, and in one open process. `--only ingest|ask` measures a part.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { AuditTrailError } from '../src/errors';
import type { AuditQuery } from '../src/query/query';
import { printProgress } from './support/command';
import { type Goal, printGoals } from './support/goals';
import { saveResults } from './support/results';
import { median, percentile } from './support/statistics';
import { TRAILS, type TrailName, trailFolder } from './support/trails';
import { measureProcess, type ProcessUsage } from './support/whole-process';

const COMMAND_LINE = join(__dirname, '..', 'dist', 'ddb-audit.js');
const BUILD = join(__dirname, 'results', 'build', 'local');
const OUT = join(__dirname, 'results', 'local');
const QUICK = process.argv.includes('--quick');
const RUNS = QUICK ? 1 : 5;
const isAsked = (part: string) => !process.argv.includes('--only') || process.argv.includes(part);

const OURS = 'dynamodb-audit-trail, 2 jobs';
const OURS_ONE = 'dynamodb-audit-trail, 1 job';
const DUCKDB = 'DuckDB alone, 2 threads';

const auditFolder = (trail: TrailName) => join(OUT, `audit-${trail}`);

/** Loads a trail into an empty folder. Returns that folder's path. */
type Loader = (trail: string, out: string) => Promise<ProcessUsage>;
const ingest =
  (jobs: number): Loader =>
  (trail, out) =>
    measureProcess(COMMAND_LINE, ['ingest', trail, '--local', out, '--jobs', String(jobs)]);
const LOADERS: Readonly<Record<string, Loader>> = {
  [DUCKDB]: (trail, out) => measureProcess(join(BUILD, 'load-with-duckdb.js'), [trail, out]),
  [OURS]: ingest(2),
  [OURS_ONE]: ingest(1),
};

interface Loaded {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakRssMB: number;
  readonly bytes: number;
}

function folderBytes(folder: string): number {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  );
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

/** Medians of the runs of each loader, which take turns. */
async function measureLoaders(name: TrailName): Promise<Map<string, Loaded>> {
  const trail = trailFolder(name, QUICK);
  const runs = new Map(Object.keys(LOADERS).map((loader) => [loader, [] as Loaded[]]));
  for (let run = 1; run <= RUNS; run++) {
    for (const [loader, load] of Object.entries(LOADERS)) {
      const out = loader === OURS ? auditFolder(name) : join(OUT, 'scratch');
      rmSync(out, { recursive: true, force: true });
      const usage = await load(trail, out);
      runs.get(loader)?.push({ ...usage, bytes: folderBytes(out) });
      printProgress('local', `${name}, ${loader}, run ${run} of ${RUNS}: ${usage.cpuMs.toFixed(0)} ms CPU`);
    }
  }
  rmSync(join(OUT, 'scratch'), { recursive: true, force: true });
  const parts = ['cpuMs', 'wallMs', 'peakRssMB', 'bytes'] as const;
  return new Map(
    [...runs].map(([loader, loaded]) => [
      loader,
      Object.fromEntries(
        parts.map((part) => [part, median(loaded.map((one) => one[part]))]),
      ) as unknown as Loaded,
    ]),
  );
}

function printLoaded(name: TrailName, loaded: ReadonlyMap<string, Loaded>): void {
  const first = [...loaded.values()][0]!;
  console.log(
    `\n  ingest ${name}`.padEnd(34) +
      ['CPU ms', 'wall ms', 'peak MB', 'MB written', '× CPU', '× wall']
        .map((head) => head.padStart(11))
        .join(''),
  );
  for (const [loader, { cpuMs, wallMs, peakRssMB, bytes }] of loaded) {
    const row = [cpuMs.toFixed(0), wallMs.toFixed(0), peakRssMB.toFixed(0), (bytes / 1e6).toFixed(1)];
    const ratios = [cpuMs / first.cpuMs, wallMs / first.wallMs].map((ratio) => ratio.toFixed(2));
    console.log(`  ${loader.padEnd(31)}${[...row, ...ratios].map((cell) => cell.padStart(11)).join('')}`);
  }
}

const TABLE = 'arn:aws:dynamodb:us-east-1:111122223333:table/app-table';
const ROLE = 'arn:aws:iam::111122223333:role/service-role';
/** First pages as people ask them, several values each. */
const QUESTIONS: Readonly<Record<string, readonly AuditQuery[]>> = {
  table: [{ resource: [`${TABLE}-0`] }, { resource: [`${TABLE}-7`] }],
  principal: [{ principal: [`${ROLE}/orders-service-0`] }, { principal: [`${ROLE}/web-service-4`] }],
  'access key': [{ accessKey: ['ASIAORDERSSERVICE0Z0'] }, { accessKey: ['ASIANOWHERE00000000'] }],
  address: [{ sourceIp: ['10.0.17.23'] }, { sourceIp: ['10.3.200.9'] }],
  error: [{ error: ['AccessDenied'] }, { error: ['ConditionalCheckFailedException'] }],
  risk: [{ risk: 'medium' }],
  time: [{ since: '2026-03-20T00:00:00Z', until: '2026-03-20T01:00:00Z' }, {}],
};

const toWords = (query: AuditQuery): string[] =>
  Object.entries(query).flatMap(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(Array.isArray(value) ? value[0] : value),
  ]);

async function measureProcesses() {
  const usages: ProcessUsage[] = [];
  for (let run = 0; run < RUNS; run++) {
    for (const query of Object.values(QUESTIONS).flat()) {
      const words = [
        'search',
        '--local',
        auditFolder('C'),
        '--limit',
        '50',
        '--output',
        'ndjson',
        ...toWords(query),
      ];
      usages.push(await measureProcess(COMMAND_LINE, words));
    }
  }
  const cpu = usages.map(({ cpuMs }) => cpuMs);
  return {
    p50: percentile(cpu, 0.5),
    p95: percentile(cpu, 0.95),
    peakRssMB: Math.max(...usages.map(({ peakRssMB }) => peakRssMB)),
  };
}

/** A value that occurs nowhere is an answer, too. */
function acceptNothing(error: unknown): void {
  if (!(error instanceof AuditTrailError) || error.code !== 'NotFound') throw error;
}

/** Runs a question in this process and returns its CPU in milliseconds. */
async function measureCpu(task: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function measureOpen() {
  const { openLocalAudit } = await import('../src/local/open-local-audit');
  const { log, close } = await openLocalAudit(auditFolder('C'));
  const rows: Record<string, number> = {};
  for (const [name, queries] of Object.entries(QUESTIONS)) {
    const cpu: number[] = [];
    for (let run = 0; run <= RUNS; run++) {
      for (const query of queries) {
        const used = await measureCpu(() => log.page(query, { limit: 50 }).catch(acceptNothing));
        if (run > 0) cpu.push(used);
      }
    }
    rows[name] = median(cpu);
  }
  rows.summary = median([
    await measureCpu(() => log.summary({}, { by: 'action' })),
    await measureCpu(() => log.summary({}, { by: 'principal' })),
    await measureCpu(() => log.summary({}, { by: 'resource' })),
  ]);
  await close();
  return rows;
}

async function prepare(): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  // The command line as the package has it.
  const script = join(__dirname, '..', 'scripts', 'build.ts');
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', script], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The package cannot be built.');
  await build({
    entryPoints: [join(__dirname, 'support', 'load-with-duckdb.ts')],
    outfile: join(BUILD, 'load-with-duckdb.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['@duckdb/node-api'],
    logLevel: 'error',
  });
}

async function main(): Promise<void> {
  await prepare();
  console.log(`\nlocal, Node ${process.version}${QUICK ? ', quick' : ''}`);
  const goals: Goal[] = [];
  const results: Record<string, unknown> = {};
  if (isAsked('ingest')) {
    for (const name of ['A', 'B'] as const) {
      const loaded = await measureLoaders(name);
      printLoaded(name, loaded);
      results[`ingest ${name}`] = Object.fromEntries(loaded);
      const ours = loaded.get(OURS)!;
      const alone = loaded.get(DUCKDB)!;
      const limit = name === 'A' ? 1.3 : 1.8;
      goals.push(
        { goal: `ingest ${name}: CPU / DuckDB alone`, value: ours.cpuMs / alone.cpuMs, is: 'most', limit },
        { goal: `ingest ${name}: wall / DuckDB alone`, value: ours.wallMs / alone.wallMs, is: 'most', limit },
        {
          goal: `ingest ${name}, 1 job: peak MB`,
          value: loaded.get(OURS_ONE)!.peakRssMB,
          is: 'most',
          limit: 450,
        },
        { goal: `ingest ${name}, 2 jobs: peak MB`, value: ours.peakRssMB, is: 'most', limit: 700 },
      );
      if (name === 'B') {
        goals.push({
          goal: 'B: bytes / DuckDB alone',
          value: ours.bytes / alone.bytes,
          is: 'most',
          limit: 1.15,
        });
      }
    }
  }
  if (isAsked('ask')) {
    rmSync(auditFolder('C'), { recursive: true, force: true });
    printProgress('local', `ingesting C, ${TRAILS.C.files} files`);
    await ingest(2)(trailFolder('C', QUICK), auditFolder('C'));
    const whole = await measureProcesses();
    const open = await measureOpen();
    results.ask = { whole, open };
    console.log('\n  first pages of 50 and summaries in an open process, CPU ms');
    for (const [name, cpuMs] of Object.entries(open))
      console.log(`  ${name.padEnd(31)}${cpuMs.toFixed(0).padStart(11)}`);
    const { summary = Number.NaN, ...pages } = open;
    goals.push(
      { goal: 'first page, whole process: CPU ms p50', value: whole.p50, is: 'most', limit: 500 },
      { goal: 'first page, whole process: CPU ms p95', value: whole.p95, is: 'most', limit: 700 },
      { goal: 'first page, whole process: peak MB', value: whole.peakRssMB, is: 'most', limit: 400 },
      {
        goal: 'first page, open process: CPU ms p50',
        value: median(Object.values(pages)),
        is: 'most',
        limit: 60,
      },
      {
        goal: 'first page, open process: CPU ms, slowest',
        value: Math.max(...Object.values(pages)),
        is: 'most',
        limit: 150,
      },
      { goal: 'summary: CPU ms', value: summary, is: 'most', limit: 1_000 },
    );
  }
  printGoals(goals, QUICK);
  saveResults('local', QUICK, { runs: RUNS, results, goals });
}

void main();
