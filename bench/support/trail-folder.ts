import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignedChain, savedKeys, signingKey, writeObjects } from '../../test/support/digests';
import { logFileText } from './inputs';

/** Raise it when what is generated changes: folders of another version are not used. */
const VERSION = 1;
const FOLDER = join(__dirname, '..', 'results', 'inputs');
const CONTENTS = 200;

/**
 * A copy of a trail's bucket with log files of 5 records, made where it is not there yet; returns its path. The public
 * keys are in its `keys.json`.
 */
export function trailFolder(digests: number, filesPerDigest: number): string {
  const folder = join(FOLDER, `trail-${digests}x${filesPerDigest}-v${VERSION}`);
  const keys = join(folder, 'keys.json');
  if (existsSync(keys)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const contents = Array.from({ length: CONTENTS }, (_, number) =>
    [...logFileText({ seed: number + 1, ours: 0.001, records: 5 })].join(''),
  );
  const key = signingKey();
  const chain = new SignedChain({ key, filesPerDigest, content: (number) => contents[number % CONTENTS]! });
  writeObjects(folder, chain.addHours(digests).objects);
  writeFileSync(keys, savedKeys(key));
  return folder;
}
