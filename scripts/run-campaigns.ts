/** Runs the campaigns of test/campaigns at their whole size, of which `npm test` runs a tenth. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const jest = join(__dirname, '..', 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(process.execPath, [jest, 'test/campaigns', ...process.argv.slice(2)], {
  env: { ...process.env, CAMPAIGNS: 'whole' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
