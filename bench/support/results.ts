import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

export const RESULTS = join(__dirname, '..', 'results');

/** Writes `bench/results/<name>.json`, with what it was measured on. */
export function saveResults(name: string, quick: boolean, results: object): void {
  mkdirSync(RESULTS, { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0]?.model, cpus: cpus().length };
  const written = join(RESULTS, `${name}${quick ? '-quick' : ''}.json`);
  writeFileSync(written, `${JSON.stringify({ bench: name, machine, ...results }, null, 2)}\n`);
}
