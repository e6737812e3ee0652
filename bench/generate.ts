/** Makes the log files that the benches read, in bench/results/inputs; `--quick` for the short ones. */
import { statSync } from 'node:fs';
import { INPUTS, type InputName } from './support/inputs';

async function main(): Promise<void> {
  for (const name of Object.keys(INPUTS) as InputName[]) {
    const file = await INPUTS[name](process.argv.includes('--quick'));
    console.log(`${name.padEnd(5)} ${(statSync(file).size / 1e6).toFixed(1).padStart(7)} MB  ${file}`);
  }
}

void main();
