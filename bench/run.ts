/** Runs benches in turn, all of them or some by name: `npm run bench [-- cost item] [--quick]`. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const ENDING = '.bench.ts';
const all = readdirSync(__dirname)
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length))
  .sort();
const given = process.argv.slice(2);
const firstOption = given.findIndex((argument) => argument.startsWith('--'));
const names = firstOption < 0 ? given : given.slice(0, firstOption);
const options = given.slice(names.length);
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`No bench is named ${unknown.join(', ')}. There are ${all.join(', ')}.`);
  process.exit(1);
}
for (const name of names.length > 0 ? names : all) {
  const program = join(__dirname, `${name}${ENDING}`);
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', program, ...options], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
