import { checkByReading } from '../../src/assure/check-file';
import { type PublicKeys, parsePublicKeys, savedPublicKeys } from '../../src/assure/public-keys';
import type { TrailSource } from '../../src/assure/trail-source';
import { collectVerification, type Verification } from '../../src/assure/verification';
import { type VerifyOptions, verifyTrails } from '../../src/assure/verify-trails';
import { openTrailFolder } from '../../src/local/trail/trail-folder';
import { type SigningKey, savedKeys } from './digests';

type Options = Partial<Omit<VerifyOptions, 'keys'>> & { readonly keys: readonly SigningKey[] };

/** Verifies a source, reading its log files, long after they were delivered. */
export const verifySource = (
  source: TrailSource,
  options: Partial<VerifyOptions> & Pick<VerifyOptions, 'keys'>,
): Promise<Verification> =>
  collectVerification(
    verifyTrails({
      source,
      checkFile: checkByReading(source),
      now: new Date('2026-06-01T00:00:00Z'),
      ...options,
    }),
  );

export const toPublicKeys = (...keys: readonly SigningKey[]): PublicKeys =>
  savedPublicKeys(parsePublicKeys(savedKeys(...keys)));

/** Verifies a folder, reading its log files. */
export const verifyFolder = async (folder: string, options: Options): Promise<Verification> =>
  verifySource(await openTrailFolder(folder), { ...options, keys: toPublicKeys(...options.keys) });
