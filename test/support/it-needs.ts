import { spawnSync } from 'node:child_process';

/**
 * `it` for tests that run a program which a machine with Node and npm may lack.
 * Where the program is missing, the test is skipped and its name says so.
 * @param program what is needed, for people
 * @param probe a command line that succeeds if it is there. Default: the program with `--version`.
 */
export function itNeeds(
  program: string,
  [command, ...words]: readonly [string, ...string[]] = [program, '--version'],
): (name: string, test: jest.ProvidesCallback, timeout?: number) => void {
  const { error, status } = spawnSync(command, words);
  if (!error && status === 0) return it;
  return (name, test) => it.skip(`${name} (skipped: needs ${program})`, test);
}
