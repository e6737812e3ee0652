/**
 * Runs the tests with random values at their whole size, of which `npm test` runs a tenth: those in test/campaigns,
 * and those with fast-check. Each run has a new seed, unless TEST_SEED repeats an earlier one.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';

const jest = join(__dirname, '..', 'node_modules', 'jest', 'bin', 'jest.js');
const filter = join(__dirname, '..', 'test', 'support', 'campaign-tests.cjs');
const seed = process.env.TEST_SEED ?? String(randomInt(2 ** 31));

process.stdout.write(`Random values start from TEST_SEED=${seed}.\n`);
const { status } = spawnSync(process.execPath, [jest, '--filter', filter, ...process.argv.slice(2)], {
  env: { ...process.env, CAMPAIGNS: 'whole', TEST_SEED: seed },
  stdio: 'inherit',
});
if (status !== 0) process.stdout.write(`To run these tests again, set TEST_SEED=${seed}.\n`);
process.exitCode = status ?? 1;
