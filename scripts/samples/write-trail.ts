import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { savedKeys, writeObjects } from '../../test/support/digests';
import { SIGNING_KEY } from './trail';
import { makeTrailUntil } from './until-now';

/** Writes the trail of `npm start` as a copy of its bucket, with its public keys. */
export function writeTrailUntil(now: Date, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeObjects(folder, makeTrailUntil(now));
  writeFileSync(join(folder, 'public-keys.json'), savedKeys(SIGNING_KEY));
}
