/** `npm start`: ingests and verifies the samples, and opens the explorer on them. */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { run } from '../src/cli/main';
import { DATA, STEPS, toCommand } from './demo-folder';

async function main(): Promise<number> {
  rmSync(DATA, { recursive: true, force: true });
  mkdirSync(dirname(DATA), { recursive: true });
  const { stdout, stderr, env } = process;
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort());
  const io = { stdout, stderr, env, signal: interruption.signal };
  for (const { title, words, exitCode } of STEPS) {
    console.log(`${title}\n${toCommand(words)}\n`);
    const ended = await run([...words, '--output', 'table'], io);
    if (ended !== exitCode) return ended || 1;
    console.log();
  }
  return run(['explore', '--local', DATA, ...process.argv.slice(2)], io);
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
