/**
 * Generates samples/: three days of a small company, as CloudTrail would deliver them, with signed digests.
 * Deterministic, so running it again changes nothing. `npm run generate:samples`.
 */
import { savedKeys } from '../test/support/digests';
import { type GeneratedFiles, writeGenerated } from './generated-files';
import { makeThreeDays } from './samples/three-days';
import { SIGNING_KEY } from './samples/trail';

/** The objects of the trail's bucket, the metadata of its digests, and the public key that verifies them. */
export const SAMPLES: GeneratedFiles = Object.fromEntries([
  ...makeThreeDays().flatMap(({ key, body, metadata }): [string, string | Buffer][] => [
    [`samples/${key}`, body],
    ...(metadata ? [[`samples/${key}.metadata.json`, JSON.stringify(metadata)] as [string, string]] : []),
  ]),
  ['samples/public-keys.json', savedKeys(SIGNING_KEY)],
]);

if (require.main === module) writeGenerated(SAMPLES);
