import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { toMessage } from '../errors';
import { startEngine } from './engine';
import { FolderLocked } from './engine-database';
import { publishEngine, withdrawEngine } from './published-engine';

/** How the start of an engine process ended, written as one line of JSON to its stdout. */
export type EngineStart = { state: 'ready' } | { state: 'locked' } | { state: 'failed'; reason: string };

/**
 * Runs the process that owns a data folder while it has clients. It is detached from the process that
 * started it, so neither Ctrl-C nor the exit of that process takes the folder away from the others.
 */
async function main(folder: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
  const say = (start: EngineStart) => process.stdout.write(`${JSON.stringify(start)}\n`);
  // The process that started this one may exit before it reads the line.
  process.stdout.on('error', () => {});

  try {
    const engine = await startEngine(folder);
    const terminated = new Promise<void>((resolve) => process.on('SIGTERM', () => resolve()));
    await publishEngine(folder, engine);
    say({ state: 'ready' });
    await Promise.race([engine.deserted, terminated]);
    // Withdraw while the lock is held. Later, the file could belong to another engine.
    await withdrawEngine(folder);
    await engine.close();
    process.exit(0);
  } catch (error) {
    say(error instanceof FolderLocked ? { state: 'locked' } : { state: 'failed', reason: toMessage(error) });
    process.exitCode = 1;
  }
}

const folder = process.argv[2]!;
process.on('uncaughtException', (error) => {
  // Nobody reads the stderr of a detached process.
  appendFileSync(join(folder, 'engine.log'), `${new Date().toISOString()} ${error.stack}\n`);
  process.exit(1);
});
void main(folder);
