/** Runs every bench in turn: `npm run bench [-- --quick]`. Each runs alone, too. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const files = readdirSync(__dirname).filter((name) => name.endsWith('.bench.ts'));
for (const file of files.sort()) {
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(__dirname, file), ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exitCode = 1;
}
