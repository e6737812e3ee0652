import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { printProgress } from './command';
import type { Goal } from './goals';
import { median } from './statistics';
import { type TrailName, trailFolder } from './trails';
import { measureProcess, type ProcessUsage } from './whole-process';

const ROOT = join(__dirname, '..', '..');
/** The command line as the package has it. */
export const COMMAND_LINE = join(ROOT, 'dist', 'ddb-audit.js');
const BUILD = join(ROOT, 'bench', 'results', 'build', 'local');
const OUT = join(ROOT, 'bench', 'results', 'local');

const OURS = 'dynamodb-audit-trail, 2 jobs';
const OURS_ONE = 'dynamodb-audit-trail, 1 job';
const DUCKDB = 'DuckDB alone, 2 threads';

/** The data folder that a trail is ingested into. */
export const auditFolder = (trail: TrailName) => join(OUT, `audit-${trail}`);

/** Loads a trail into an empty folder. Returns that folder's path. */
type Loader = (trail: string, out: string) => Promise<ProcessUsage>;
export const ingest =
  (jobs: number): Loader =>
  (trail, out) =>
    measureProcess(COMMAND_LINE, ['ingest', trail, '--local', out, '--jobs', String(jobs)]);
const LOADERS: Readonly<Record<string, Loader>> = {
  [DUCKDB]: (trail, out) => measureProcess(join(BUILD, 'load-with-duckdb.js'), [trail, out]),
  [OURS]: ingest(2),
  [OURS_ONE]: ingest(1),
};

/** What a loader needed: medians. */
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
async function measureLoaders(name: TrailName, runs: number, isQuick: boolean): Promise<Map<string, Loaded>> {
  const trail = trailFolder(name, isQuick);
  const byLoader = new Map(Object.keys(LOADERS).map((loader) => [loader, [] as Loaded[]]));
  for (let run = 1; run <= runs; run++) {
    for (const [loader, load] of Object.entries(LOADERS)) {
      const out = loader === OURS ? auditFolder(name) : join(OUT, 'scratch');
      rmSync(out, { recursive: true, force: true });
      const usage = await load(trail, out);
      byLoader.get(loader)?.push({ ...usage, bytes: folderBytes(out) });
      printProgress('local', `${name}, ${loader}, run ${run} of ${runs}: ${usage.cpuMs.toFixed(0)} ms CPU`);
    }
  }
  rmSync(join(OUT, 'scratch'), { recursive: true, force: true });
  const parts = ['cpuMs', 'wallMs', 'peakRssMB', 'bytes'] as const;
  return new Map(
    [...byLoader].map(([loader, loaded]) => [
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

/** Builds the command line, and the program that loads with DuckDB alone. */
export async function prepareLoaders(): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  const script = join(ROOT, 'scripts', 'build.ts');
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', script], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The package cannot be built.');
  await build({
    entryPoints: [join(__dirname, 'load-with-duckdb.ts')],
    outfile: join(BUILD, 'load-with-duckdb.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['@duckdb/node-api'],
    logLevel: 'error',
  });
}

/** Goals of `ingest` against DuckDB alone, for CPU time and for wall time. */
const MOST_OF_DUCKDB = { A: 1.3, B: 1.8 } as const;

/** Ingests a trail with each loader, and prints what that took. */
export async function compareIngest(name: 'A' | 'B', runs: number, isQuick: boolean) {
  const loaded = await measureLoaders(name, runs, isQuick);
  printLoaded(name, loaded);
  const [ours, alone, one] = [OURS, DUCKDB, OURS_ONE].map((loader) => loaded.get(loader)!) as [
    Loaded,
    Loaded,
    Loaded,
  ];
  const limit = MOST_OF_DUCKDB[name];
  const goals: Goal[] = [
    { goal: `ingest ${name}: CPU / DuckDB alone`, value: ours.cpuMs / alone.cpuMs, is: 'most', limit },
    { goal: `ingest ${name}: wall / DuckDB alone`, value: ours.wallMs / alone.wallMs, is: 'most', limit },
    { goal: `ingest ${name}, 1 job: peak MB`, value: one.peakRssMB, is: 'most', limit: 450 },
    { goal: `ingest ${name}, 2 jobs: peak MB`, value: ours.peakRssMB, is: 'most', limit: 700 },
  ];
  if (name === 'B') {
    goals.push({ goal: 'B: bytes / DuckDB alone', value: ours.bytes / alone.bytes, is: 'most', limit: 1.15 });
  }
  return { results: Object.fromEntries(loaded), goals };
}
