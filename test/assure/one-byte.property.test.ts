import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parseSavedMetadata } from '../../src/trail/digest-metadata';
import { formatPlace } from '../../src/trail/object-place';
import { campaignSize } from '../support/campaigns';
import { SignedChain, signingKey, type TrailObject, writeObjects } from '../support/digests';
import { temporaryFolder } from '../support/temporary-folder';
import { verifyFolder } from '../support/verify-folder';

describe('any change of one byte of any object of a chain', () => {
  const key = signingKey();
  const chain = new SignedChain({ key, filesPerDigest: 1 }).addHours(3);
  const folder = join(temporaryFolder(), 'bucket');
  mkdirSync(folder);
  writeObjects(folder, chain.objects);

  /** A file of the folder, and the object that it belongs to. */
  interface File {
    readonly path: string;
    readonly object: TrailObject;
    readonly content: Buffer;
    readonly isMetadata: boolean;
  }
  const files = chain.objects.flatMap((object): File[] =>
    ['', ...(object.metadata ? ['.metadata.json'] : [])].map((ending) => {
      const path = join(folder, object.key) + ending;
      return { path, object, content: readFileSync(path), isMetadata: ending !== '' };
    }),
  );

  /** What the hashes and signatures of CloudTrail cover: the inflated bytes, and the signature. */
  function findMeaning({ isMetadata }: File, content: Buffer): unknown {
    try {
      if (!isMetadata) return gunzipSync(content).toString('latin1');
      const { signature, ...rest } = parseSavedMetadata(content.toString());
      return JSON.stringify([String(signature).toLowerCase(), rest['signature-algorithm']]);
    } catch {
      return undefined;
    }
  }

  const changed = ({ content }: File, at: number, byte: number) => {
    const copy = Buffer.from(content);
    copy[at % content.length] = byte;
    return copy;
  };

  it('is named, or changes nothing that CloudTrail vouches for', async () => {
    const change = fc.record({ number: fc.nat(files.length - 1), at: fc.nat(), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(change, async ({ number, at, byte }) => {
        const file = files[number]!;
        const content = changed(file, at, byte);
        writeFileSync(file.path, content);
        try {
          const { status, failures } = await verifyFolder(folder, { keys: [key] });
          const isSame = findMeaning(file, content) === findMeaning(file, file.content);
          if (isSame) {
            expect({ status, failures }).toEqual({ status: 'proven', failures: [] });
          } else {
            expect(status).not.toBe('proven');
            expect(failures.map(({ object }) => object)).toContainEqual(
              expect.stringContaining(file.object.key),
            );
          }
        } finally {
          writeFileSync(file.path, file.content);
        }
      }),
      { numRuns: campaignSize(2_000) },
    );
  });

  it('also in the header of gzip, which no hash covers', async () => {
    const [file] = files;
    const time = changed(file!, 4, 0x55);
    expect(gunzipSync(time)).toEqual(gunzipSync(file!.content));
    writeFileSync(file!.path, time);
    await expect(verifyFolder(folder, { keys: [key] })).resolves.toMatchObject({ status: 'proven' });
    writeFileSync(file!.path, file!.content);
  });

  it('and a missing file is named', async () => {
    for (const file of files.filter(({ isMetadata }) => !isMetadata)) {
      // Nobody knows of the newest digest that it was there.
      if (file.object === chain.digests.at(-1)) continue;
      rmSync(file.path);
      const { status, failures } = await verifyFolder(folder, { keys: [key] });
      expect(status).toBe('invalid');
      expect(failures.map(({ object }) => object)).toContain(formatPlace(file.object));
      writeFileSync(file.path, file.content);
    }
  });
});
