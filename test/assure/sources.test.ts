import { checkByLedger, type KnownContent } from '../../src/assure/check-file';
import { listedPublicKeys } from '../../src/assure/public-keys';
import { formatPlace } from '../../src/trail/object-place';
import { SignedChain, signingKey } from '../support/digests';
import { trailObjects } from '../support/trail-objects';
import { toPublicKeys, verifySource } from '../support/verify-folder';

const KEY = signingKey();
const keys = toPublicKeys(KEY);
const chain = new SignedChain({ key: KEY, prefix: 'audit' }).addHours(3);
const [logFile] = chain.logFiles;
const [, digest] = chain.digests;

describe('a source', () => {
  it('in which every object lies where its digest says is proven', async () => {
    await expect(verifySource(trailObjects(chain.objects), { keys })).resolves.toMatchObject({
      status: 'proven',
      digests: { valid: 3 },
    });
  });

  it('in which the trail moved to another bucket is verified in both', async () => {
    const moved = new SignedChain({ key: KEY, bucket: 'old' }).addHours(2).addHours(2, { bucket: 'new' });
    const source = trailObjects(moved.objects, { bucket: 'new' });
    await expect(verifySource(source, { keys })).resolves.toMatchObject({
      status: 'proven',
      digests: { valid: 4 },
      files: { intact: 8 },
    });
  });

  it('into which a bucket was copied is not proven: its objects were moved', async () => {
    const copies = chain.objects.map((object) => ({ ...object, bucket: 'copy' }));
    const verification = await verifySource(trailObjects(copies), { keys });
    expect(verification).toMatchObject({ status: 'invalid', digests: { valid: 0, invalid: 3 } });
    expect(verification.failures[0]?.reason).toBe('has been moved from its original location');
  });

  it.each([
    ['log file', logFile!, { files: { unread: 1, altered: 0, missing: 0 } }],
    ['digest', digest!, { digests: { unverified: 1, invalid: 0, missing: 0 } }],
  ])('that cannot read a %s does not call it changed or missing', async (_, object, counts) => {
    const source = trailObjects(chain.objects, { errors: new Map([[object.key, 'ObjectUnavailable']]) });
    const verification = await verifySource(source, { keys });
    expect(verification).toMatchObject({ status: 'unproven', ...counts });
    expect(verification.failures).toContainEqual(
      expect.objectContaining({ reason: `Access to ${formatPlace(object)} is denied.` }),
    );
  });

  it.each([
    ['log file', logFile!],
    ['digest', digest!],
  ])('that fails as a whole at a %s ends the verification', async (_, object) => {
    const source = trailObjects(chain.objects, { errors: new Map([[object.key, 'ServiceFailed']]) });
    await expect(verifySource(source, { keys })).rejects.toMatchObject({ code: 'ServiceFailed' });
  });

  it('whose public keys cannot be read ends the verification', async () => {
    const throttled = new Error('ThrottlingException');
    const failing = listedPublicKeys(() => Promise.reject(throttled));
    await expect(verifySource(trailObjects(chain.objects), { keys: failing })).rejects.toBe(throttled);
  });

  it('is verified with the keys of the Region of its log files, at the time when a digest was signed', async () => {
    const asked: unknown[] = [];
    const list = listedPublicKeys(async (region, { StartTime, EndTime }) => {
      asked.push([region, StartTime.toISOString(), EndTime.toISOString()]);
      return { PublicKeyList: [{ Value: KEY.value, Fingerprint: KEY.fingerprint }] };
    });
    const other = new SignedChain({ key: KEY, region: 'eu-west-1' }, '2026-03-14T06:00:48Z').addHours(2);
    await expect(verifySource(trailObjects(other.objects), { keys: list })).resolves.toMatchObject({
      status: 'proven',
    });
    // Whole days, from two hours before the end of a digest to two hours after it.
    expect(asked).toEqual([['eu-west-1', '2026-03-14T00:00:00.000Z', '2026-03-15T00:00:00.000Z']]);
  });
});

describe('what was ingested', () => {
  const first = chain.logFiles[0]!.key;

  /** Verifies a digest with two log files against what is known of the first one. */
  async function verifyKnown(contents: (named: string) => readonly KnownContent[], exists = true) {
    const source = trailObjects(chain.objects);
    return verifySource(source, {
      keys,
      until: '2026-03-14T01:00:00Z',
      checkFile: (file) =>
        checkByLedger({
          find: async ({ key }) => ({
            contents:
              key === first ? contents(file.sha256) : [{ sha256: file.sha256, hasTrailingData: false }],
          }),
          exists: async () => exists,
        })(file),
    });
  }

  it.each([
    [
      'the content that the digest names',
      (sha256: string) => [{ sha256, hasTrailingData: false }],
      { intact: 2 },
    ],
    ['another content', () => [{ sha256: '00', hasTrailingData: false }], { altered: 1 }],
    [
      'another content beside the right one',
      (sha256: string) => [
        { sha256, hasTrailingData: false },
        { sha256: '00', hasTrailingData: false },
      ],
      { altered: 1 },
    ],
    [
      'content that something followed',
      (sha256: string) => [{ sha256, hasTrailingData: true }],
      { altered: 1 },
    ],
    ['nothing, although the file is there', () => [], { notIngested: 1, missing: 0 }],
  ])('is compared with the digest: %s', async (_, contents, files) => {
    const verification = await verifyKnown(contents);
    expect(verification.files).toMatchObject({ named: 2, ...files });
    expect(verification.failures.filter(({ kind }) => kind === 'file').map(({ object }) => object)).toEqual(
      verification.files.intact === 2 ? [] : [`s3://trail-logs/${first}`],
    );
  });

  it('is nothing, and the file is missing', async () => {
    await expect(verifyKnown(() => [], false)).resolves.toMatchObject({
      status: 'invalid',
      files: { named: 2, missing: 1, notIngested: 0 },
    });
  });
});
