import { spawnSync } from 'node:child_process';

/**
 * `it` for tests that run a program which a machine with Node and npm may lack.
 * Where the program is missing, the test is skipped and its name says so.
 * @param program a program that knows `--version`
 */
export function itNeeds(program: string): (name: string, test: jest.ProvidesCallback) => void {
  if (!spawnSync(program, ['--version']).error) return it;
  return (name, test) => it.skip(`${name} (skipped: needs ${program})`, test);
}
