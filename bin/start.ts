/**
 * `npm start`: writes the log files of a small company for the last five days, ingests and verifies them, and opens
 * the explorer on them.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeTrailUntil } from '../scripts/samples/write-trail';
import { run } from '../src/cli/main';
import { DATA, toCommand, toSteps } from './demo-folder';

const TRAIL = join('.ddb-audit', 'demo-trail');

async function main(): Promise<number> {
  for (const folder of [DATA, TRAIL]) rmSync(folder, { recursive: true, force: true });
  writeTrailUntil(new Date(), TRAIL);
  const { stdout, stderr, env } = process;
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort());
  const io = { stdout, stderr, env, signal: interruption.signal };
  for (const { title, words, exitCode } of toSteps(TRAIL)) {
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
