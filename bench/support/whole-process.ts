import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Exit code of the command line where a value of a question occurs nowhere. */
const NOTHING_FOUND = 254;

/** What a process used from its start to its exit, with all of its threads. */
export interface ProcessUsage {
  readonly cpuMs: number;
  readonly wallMs: number;
  /** The most memory it ever had, in 10^6 bytes. */
  readonly peakRssMB: number;
  readonly stdout: string;
}

/**
 * Runs a program of Node in a process of its own, and measures it from outside.
 * @throws Error if it exits with anything but 0, or the code for "nothing was found"
 */
export async function measureProcess(program: string, words: readonly string[]): Promise<ProcessUsage> {
  const folder = mkdtempSync(join(tmpdir(), 'ddb-audit-bench-'));
  const usage = join(folder, 'usage.json');
  const before = performance.now();
  const child = spawn(
    process.execPath,
    ['--require', join(__dirname, 'report-usage.cjs'), program, ...words],
    { env: { ...process.env, BENCH_USAGE: usage }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  try {
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    const wallMs = performance.now() - before;
    if (code !== 0 && code !== NOTHING_FOUND)
      throw new Error(`${program} ${words.join(' ')} ended with ${code}: ${stderr}`);
    return { ...(JSON.parse(readFileSync(usage, 'utf8')) as ProcessUsage), wallMs, stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
