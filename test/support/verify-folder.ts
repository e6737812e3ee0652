import { checkByReading } from '../../src/assure/check-file';
import { type PublicKeys, parsePublicKeys, savedPublicKeys } from '../../src/assure/public-keys';
import type { TrailSource } from '../../src/assure/trail-source';
import { collectVerification, type Verification } from '../../src/assure/verification';
import { type VerifyOptions, verifyTrails } from '../../src/assure/verify-trails';
import { openTrailFolder } from '../../src/local/trail-folder';
import { type SigningKey, savedKeys } from './digests';

type Options = Partial<Omit<VerifyOptions, 'keys'>> & { keys: readonly SigningKey[] | PublicKeys };

/** Verifies a source, reading its log files. Its public keys are given, or where they come from. */
export function verifySource(source: TrailSource, { keys, ...options }: Options): Promise<Verification> {
  const publicKeys = 'find' in keys && typeof keys.find === 'function' && !Array.isArray(keys);
  return collectVerification(
    verifyTrails({
      source,
      keys: publicKeys
        ? (keys as PublicKeys)
        : savedPublicKeys(parsePublicKeys(savedKeys(...(keys as readonly SigningKey[])))),
      checkFile: checkByReading(source),
      now: new Date('2026-06-01T00:00:00Z'),
      ...options,
    }),
  );
}

/** Verifies a folder, reading its log files. */
export const verifyFolder = async (folder: string, options: Options): Promise<Verification> =>
  verifySource(await openTrailFolder(folder), options);
