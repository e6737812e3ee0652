import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

/**
 * Runs Node, and kills the process some time after it has printed something.
 * @param words arguments of Node
 * @returns the whole lines that it printed
 */
export async function runAndKill(words: readonly string[], afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (text) => {
    printed += text;
  });
  const closed = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), closed]);
  await setTimeout(afterMs);
  child.kill('SIGKILL');
  await closed;
  return printed.split('\n').slice(0, -1);
}
