import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

/**
 * Runs Node, and kills the process some time after it has printed something, unless it ends before.
 * @param words arguments of Node
 * @param environment variables besides those of this process
 * @returns the whole lines that it printed
 */
export async function runAndKill(
  words: readonly string[],
  afterMs: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  let printed = '';
  child.stdout.on('data', (text) => {
    printed += text;
  });
  const closed = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), closed]);
  const waited = new AbortController();
  const timer = setTimeout(afterMs, undefined, { signal: waited.signal }).catch(() => {});
  await Promise.race([timer, closed]);
  waited.abort();
  child.kill('SIGKILL');
  await closed;
  return printed.split('\n').slice(0, -1);
}
