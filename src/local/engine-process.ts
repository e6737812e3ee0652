import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { toMessage } from '../errors';
import { startEngine } from './engine';
import { FolderLocked } from './engine-database';
import { publishEngine, withdrawEngine } from './published-engine';

/** What an engine process says of itself, as one line of JSON on its stdout. */
export type EngineStart = { state: 'ready' } | { state: 'locked' } | { state: 'failed'; reason: string };

/**
 * The process that owns a data folder, as long as it has clients. It stands apart from the process
 * that started it, so that neither Ctrl-C nor the end of that one takes the folder from the others.
 */
async function main(folder: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
  const say = (start: EngineStart) => process.stdout.write(`${JSON.stringify(start)}\n`);
  // The starter may be gone before it has read the line.
  process.stdout.on('error', () => {});

  try {
    const engine = await startEngine(folder);
    const terminated = new Promise<void>((resolve) => process.on('SIGTERM', () => resolve()));
    await publishEngine(folder, engine);
    say({ state: 'ready' });
    await Promise.race([engine.deserted, terminated]);
    // Withdrawn while the lock is still held: later it could be another engine's publication.
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
  // Nobody reads stderr of a process that stands apart.
  appendFileSync(join(folder, 'engine.log'), `${new Date().toISOString()} ${error.stack}\n`);
  process.exit(1);
});
void main(folder);
