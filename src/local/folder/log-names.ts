/** The folder of a data folder that holds its commits and checkpoints. */
export const COMMITS = 'commits';

const DIGITS = 12;
const COMMIT = /^(\d{12})\.json$/;
const CHECKPOINT = /^(\d{12})\.checkpoint\.json$/;
const UNFINISHED = /^unfinished-[0-9a-f-]+$/;

const pad = (number: number): string => String(number).padStart(DIGITS, '0');

export const toCommitName = (number: number): string => `${pad(number)}.json`;
export const toCheckpointName = (number: number): string => `${pad(number)}.checkpoint.json`;
export const toUnfinishedName = (unique: string): string => `unfinished-${unique}`;
export const isUnfinished = (name: string): boolean => UNFINISHED.test(name);

/** What the names in the folder of commits say. Numbers ascend. */
export interface LogListing {
  readonly commits: readonly number[];
  readonly checkpoints: readonly number[];
  readonly unfinished: readonly string[];
}

const findNumbers = (names: readonly string[], pattern: RegExp): number[] =>
  names
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);

export const parseLogNames = (names: readonly string[]): LogListing => ({
  commits: findNumbers(names, COMMIT),
  checkpoints: findNumbers(names, CHECKPOINT),
  unfinished: names.filter(isUnfinished),
});

/** Number of the newest commit that the names know of; 0 without commits. */
export const findNewest = ({ commits, checkpoints }: LogListing): number =>
  Math.max(commits.at(-1) ?? 0, checkpoints.at(-1) ?? 0);

/** The first number after `start` that no commit has, up to the newest; undefined if there is none. */
export function findGap({ commits }: LogListing, start: number, newest: number): number | undefined {
  const known = new Set(commits);
  for (let number = start + 1; number <= newest; number++) if (!known.has(number)) return number;
  return undefined;
}
