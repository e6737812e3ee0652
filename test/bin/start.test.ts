import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(2));

const cwd = temporaryFolder();

it('npm start ingests and verifies the samples, and serves the explorer', async () => {
  const root = join(__dirname, '../..');
  const tsx = require.resolve('tsx', { paths: [root] });
  const words = ['--import', tsx, join(root, 'bin/start.ts'), '--no-open', '--output', 'json'];
  const started = spawn(process.execPath, words, {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exit = once(started, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface(started.stdout)) {
    lines.push(line);
    if (!line.startsWith('{"url"')) continue;
    const { url } = JSON.parse(line);
    expect((await fetch(url)).status).toBe(200);
    started.kill('SIGINT');
  }
  await exit;
  expect(lines).toContain('Invalid: something was changed or is missing.');
  expect(lines.at(-1)).toContain('"url"');
});
