import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import type { Verification } from '../../src/assure/verification';
import { formatPlace } from '../../src/trail/object-place';
import {
  type ChainOptions,
  changeFile,
  deleteObject,
  SignedChain,
  signingKey,
  type TrailObject,
  writeObjects,
} from '../support/digests';
import { temporaryFolder } from '../support/temporary-folder';
import { verifyFolder } from '../support/verify-folder';

const KEY = signingKey();
const parent = temporaryFolder();
let folders = 0;

/** Writes chains into a new folder. */
function place(...chains: readonly SignedChain[]) {
  folders += 1;
  const folder = join(parent, String(folders));
  mkdirSync(folder);
  for (const chain of chains) writeObjects(folder, chain.objects);
  const path = ({ key }: TrailObject) => join(folder, key);
  return { folder, path, verify: () => verifyFolder(folder, { keys: [KEY] }) };
}

const chainOf = (hours: number, options: Partial<ChainOptions> = {}, start?: string) =>
  new SignedChain({ key: KEY, ...options }, start).addHours(hours);

/** The failures as `object: reason`. */
const failuresOf = ({ failures }: Verification) =>
  failures.map(({ object, state, reason }) => `${state} ${object}: ${reason}`);

const reserialize = (content: Buffer, change: (digest: Record<string, unknown>) => void, spaces = 0) => {
  const digest = JSON.parse(gunzipSync(content).toString());
  change(digest);
  return gzipSync(JSON.stringify(digest, undefined, spaces));
};

describe('what is whole is proven', () => {
  it('a chain from its starting digest on', async () => {
    await expect(place(chainOf(5)).verify()).resolves.toMatchObject({
      status: 'proven',
      digests: { valid: 5, invalid: 0, missing: 0 },
      files: { named: 10, intact: 10, altered: 0, missing: 0, unreferenced: 0, pending: 0 },
      since: '2026-03-14T00:00:48Z',
      until: '2026-03-14T05:00:48Z',
      failures: [],
    });
  });

  it.each([
    ['a starting digest alone', chainOf(1)],
    ['empty digests', chainOf(3, { filesPerDigest: 0 })],
    ['a key that was rotated', chainOf(2).addHours(2)],
    ['a prefix', chainOf(2, { prefix: 'audit/prod' })],
    ['an organization trail', chainOf(2, { organizationId: 'o-a1b2c3d4e5', account: '444455556666' })],
    ['a trail with its home in another Region', chainOf(2, { region: 'eu-west-1' })],
    ['a trail name with characters of patterns', chainOf(2, { trailName: 'a.b_us-east-1_c-d' })],
    ['midnight at the end of a month', chainOf(4, {}, '2026-02-28T22:00:48Z')],
  ])('%s', async (_, chain) => {
    const { status, digests, failures } = await place(chain).verify();
    expect({ status, failures }).toEqual({ status: 'proven', failures: [] });
    expect(digests.valid).toBe(chain.digests.length);
  });

  it('a key that was rotated, and one in the other encoding', async () => {
    const spki = signingKey('spki');
    const { folder } = place(new SignedChain({ key: KEY }).addHours(2).addHours(2, { key: spki }));
    const verification = await verifyFolder(folder, { keys: [KEY, spki] });
    expect(verification).toMatchObject({ status: 'proven', digests: { valid: 4 } });
  });

  it('two trails that share a bucket, each in its chain', async () => {
    const { verify } = place(chainOf(3), chainOf(3, { trailName: 'management', filesPerDigest: 0 }));
    await expect(verify()).resolves.toMatchObject({ status: 'proven', digests: { valid: 6 } });
  });

  it('a trail that moved to another bucket', async () => {
    const { verify } = place(new SignedChain({ key: KEY }).addHours(2).addHours(2, { bucket: 'new-logs' }));
    await expect(verify()).resolves.toMatchObject({ status: 'proven', digests: { valid: 4 } });
  });

  it('a backfill, which is a chain of its own', async () => {
    const late = new SignedChain({ key: KEY, isBackfill: true, filesPerDigest: 1 }, '2026-03-14T01:00:48Z');
    const { verify } = place(chainOf(5), late.addHours(1).skipHours(1).addHours(1));
    await expect(verify()).resolves.toMatchObject({
      status: 'proven',
      digests: { valid: 7 },
      files: { named: 12, intact: 12 },
    });
  });

  it('log files and digests that were compressed again', async () => {
    const chain = chainOf(3);
    const { path, verify } = place(chain);
    const again = (body: Buffer) => gzipSync(gunzipSync(body), { level: constants.Z_BEST_SPEED });
    for (const object of [chain.logFiles[1]!, chain.digests[1]!]) changeFile(path(object), again);
    await expect(verify()).resolves.toMatchObject({ status: 'proven', failures: [] });
  });

  it('a signature in upper-case hex', async () => {
    const chain = chainOf(3);
    const { path, verify } = place(chain);
    const upperCase = (metadata: Buffer) =>
      metadata.toString().replace(/[0-9a-f]{512}/, (hex) => hex.toUpperCase());
    changeFile(`${path(chain.digests[1]!)}.metadata.json`, upperCase);
    await expect(verify()).resolves.toMatchObject({ status: 'proven' });
  });

  it('metadata as head-object prints it', async () => {
    const chain = chainOf(2);
    const { path, verify } = place(chain);
    for (const digest of chain.digests) {
      changeFile(`${path(digest)}.metadata.json`, (text) =>
        JSON.stringify({ ETag: '"1"', Metadata: JSON.parse(text.toString()) }),
      );
    }
    await expect(verify()).resolves.toMatchObject({ status: 'proven' });
  });
});

describe('a log file that was changed is named', () => {
  const flip = (content: Buffer) => gzipSync(gunzipSync(content).toString().replace('Records', 'Recordz'));
  const withByte = (content: Buffer, at: number) => {
    const changed = Buffer.from(content);
    changed[at]! ^= 1;
    return changed;
  };

  it.each([
    ['a changed byte of the content', flip, "hash value doesn't match"],
    ['a damaged byte', (body: Buffer) => withByte(body, body.length - 6), /^invalid format: .*CRC-32/],
    ['no gzip', () => '{"Records":[]}', 'invalid format: The file is not compressed with gzip.'],
    ['no content', () => '', 'invalid format: The file is not compressed with gzip.'],
    ['a cut end', (body: Buffer) => body.subarray(0, -9), /^invalid format: .*truncated/],
    [
      'another gzip member',
      (body: Buffer) => Buffer.concat([body, gzipSync('')]),
      'unexpected data after end of compressed stream',
    ],
    [
      'zeros after the gzip member',
      (body: Buffer) => Buffer.concat([body, Buffer.alloc(1)]),
      'unexpected data after end of compressed stream',
    ],
    [
      'garbage after the gzip member',
      (body: Buffer) => Buffer.concat([body, Buffer.from('x')]),
      'unexpected data after end of compressed stream',
    ],
  ])('%s', async (_, change, reason) => {
    const chain = chainOf(3);
    const [object] = chain.logFiles;
    const { path, verify } = place(chain);
    changeFile(path(object!), change as (content: Buffer) => Buffer);
    await expect(verify()).resolves.toMatchObject({
      status: 'invalid',
      digests: { valid: 3 },
      files: { named: 6, intact: 5, altered: 1 },
      failures: [
        {
          ...{ object: formatPlace(object!), kind: 'file', state: 'altered' },
          reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
          ...{ account: '111122223333', region: 'us-east-1', day: '2026-03-14' },
        },
      ],
    });
  });

  it('a log file that was deleted', async () => {
    const chain = chainOf(3);
    const { folder, verify } = place(chain);
    deleteObject(folder, chain.logFiles[3]!);
    const verification = await verify();
    expect(verification).toMatchObject({ status: 'invalid', files: { intact: 5, missing: 1 } });
    expect(failuresOf(verification)).toEqual([`missing ${formatPlace(chain.logFiles[3]!)}: not found`]);
  });

  it('a log file that inflates without end, in bounded memory', async () => {
    const chain = chainOf(1);
    const { path, verify } = place(chain);
    // A block that ends at a byte, so that it can be repeated: 16 MiB of zeros.
    const block = deflateRawSync(Buffer.alloc(2 ** 24), { finishFlush: constants.Z_FULL_FLUSH });
    const header = gzipSync('').subarray(0, 10);
    const bomb = [header, ...Array.from({ length: 65 }, () => block)];
    writeFileSync(path(chain.logFiles[0]!), Buffer.concat(bomb));
    const before = process.memoryUsage().rss;
    const [failure] = failuresOf(await verify());
    expect(failure).toMatch(/invalid format: The file inflates to more than the limit/);
    // The file inflates to a gigabyte.
    expect(process.memoryUsage().rss - before).toBeLessThan(500e6);
  });
});

describe('a digest that was changed is named, and the chain continues', () => {
  const sameContent = (content: Buffer) => content;
  const metadata = (change: (metadata: Record<string, string>) => void) => (content: Buffer) => {
    const values = JSON.parse(content.toString());
    change(values);
    return JSON.stringify(values);
  };
  const WRONG = 'signature verification failed';

  it.each([
    [
      'a field',
      (body: Buffer) =>
        reserialize(body, (digest) => {
          digest.newestEventTime = null;
        }),
      WRONG,
    ],
    ['its spacing', (body: Buffer) => reserialize(body, () => {}, 1), WRONG],
    [
      'a log file less',
      (body: Buffer) => reserialize(body, ({ logFiles }) => void (logFiles as []).pop()),
      WRONG,
    ],
    ['no JSON', () => gzipSync('digest'), /^invalid format/],
    ['no gzip', () => '{}', /^invalid format/],
    [
      'no log files',
      (body: Buffer) =>
        reserialize(body, (digest) => {
          delete digest.logFiles;
        }),
      /^invalid format: logFiles/,
    ],
    [
      'a date that is none',
      (body: Buffer) =>
        reserialize(body, (digest) => {
          digest.digestEndTime = '2026-99-99T00:00:00Z';
        }),
      /^invalid format: digestEndTime/,
    ],
    [
      'the text "null" as signature',
      (body: Buffer) =>
        reserialize(body, (digest) => {
          for (const name of Object.keys(digest).filter((field) => field.startsWith('previous')))
            digest[name] = null;
          digest.previousDigestSignature = 'null';
        }),
      /^invalid format/,
    ],
    [
      'trailing data',
      (body: Buffer) => Buffer.concat([body, gzipSync('')]),
      'unexpected data after end of compressed stream',
    ],
  ])('%s', async (_, change, reason) => {
    const chain = chainOf(4);
    const [, , digest] = chain.digests;
    const { path, verify } = place(chain);
    changeFile(path(digest!), change as (content: Buffer) => Buffer);
    const verification = await verify();
    expect(verification).toMatchObject({
      status: 'invalid',
      digests: { valid: 3, invalid: 1, missing: 0, gap: 0 },
      files: { named: 6, intact: 6, uncovered: 2 },
      failures: [
        {
          ...{ object: formatPlace(digest!), kind: 'digest', state: 'invalid' },
          reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
        },
        { kind: 'file', state: 'uncovered' },
      ],
    });
  });

  it.each([
    ['no signature', metadata((values) => void delete values.signature)],
    ['no algorithm', metadata((values) => void delete values['signature-algorithm'])],
    [
      'another algorithm',
      metadata((values) => {
        values['signature-algorithm'] = 'SHA1withRSA';
      }),
    ],
    [
      'a signature of odd length',
      metadata((values) => {
        values.signature = values.signature!.slice(1);
      }),
    ],
    [
      'a signature that is not hex',
      metadata((values) => {
        values.signature = values.signature!.replace(/..$/, 'xy');
      }),
    ],
    [
      'a changed signature',
      metadata((values) => {
        values.signature = values.signature!.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
      }),
    ],
  ])('by %s', async (_, change) => {
    const chain = chainOf(3);
    const [, digest] = chain.digests;
    const { path, verify } = place(chain);
    changeFile(path(digest!), sameContent);
    changeFile(`${path(digest!)}.metadata.json`, change);
    const verification = await verify();
    expect(verification).toMatchObject({ status: 'invalid', digests: { valid: 2, invalid: 1 } });
    expect(failuresOf(verification)[0]).toBe(`invalid ${formatPlace(digest!)}: ${WRONG}`);
  });

  it('by a copy at another key, beside which the original is missing', async () => {
    const chain = chainOf(3);
    const { path, verify } = place(chain);
    const copy = path(chain.digests[1]!);
    for (const ending of ['', '.metadata.json']) cpSync(path(chain.digests[0]!) + ending, copy + ending);
    const verification = await verify();
    expect(verification.digests).toMatchObject({ valid: 2, invalid: 1 });
    expect(failuresOf(verification)[0]).toBe(
      `invalid ${formatPlace(chain.digests[1]!)}: has been moved from its original location`,
    );
  });

  it('by one that AWS signed for the same place, but that is not of the chain', async () => {
    const chain = chainOf(3);
    const other = chainOf(3, { filesPerDigest: 0 });
    const { folder, verify } = place(chain);
    writeObjects(folder, [other.digests[1]!]);
    const verification = await verify();
    expect(verification.digests).toMatchObject({ valid: 2, invalid: 1 });
    expect(failuresOf(verification)[0]).toMatch(/hash value doesn't match the digest after it/);
  });

  it('also if it names a key that does not exist', async () => {
    const chain = chainOf(3);
    const { path, verify } = place(chain);
    changeFile(path(chain.digests[1]!), (body) =>
      reserialize(body, (digest) => {
        digest.digestPublicKeyFingerprint = 'f'.repeat(32);
      }),
    );
    const verification = await verify();
    expect(verification).toMatchObject({
      status: 'invalid',
      digests: { valid: 2, invalid: 1, unverified: 0 },
    });
    expect(failuresOf(verification)[0]).toMatch(/hash value doesn't match the digest after it/);
  });

  it('by one that AWS signed, but that no digest names', async () => {
    const { verify } = place(chainOf(4), chainOf(1, { filesPerDigest: 0 }, '2026-03-14T01:30:00Z'));
    const verification = await verify();
    expect(verification.digests).toMatchObject({ valid: 4, invalid: 1 });
    expect(failuresOf(verification)).toEqual([expect.stringMatching(/is not named by the digest after it$/)]);
  });

  it('by a backfill without the time when it was made', async () => {
    const late = new SignedChain({ key: KEY, isBackfill: true }).addHours(1);
    const { path, verify } = place(chainOf(2), late);
    const withoutTime = metadata((values) => void delete values['backfill-generation-timestamp']);
    changeFile(`${path(late.digests[0]!)}.metadata.json`, withoutTime);
    const verification = await verify();
    expect(verification.digests).toMatchObject({ valid: 2, invalid: 1 });
    expect(failuresOf(verification)[0]).toMatch(/invalid format: .*backfill-generation-timestamp/);
  });
});

describe('digests that are missing', () => {
  it('one in the middle', async () => {
    const chain = chainOf(5);
    const { folder, verify } = place(chain);
    deleteObject(folder, chain.digests[2]!);
    const verification = await verify();
    expect(verification).toMatchObject({ status: 'invalid', digests: { valid: 4, missing: 1, gap: 0 } });
    expect(failuresOf(verification)[0]).toBe(`missing ${formatPlace(chain.digests[2]!)}: not found`);
  });

  it('two in a row: the one that is named, and the time without digests', async () => {
    const chain = chainOf(5);
    const { folder, verify } = place(chain);
    for (const digest of chain.digests.slice(2, 4)) deleteObject(folder, digest);
    const verification = await verify();
    expect(verification.digests).toMatchObject({ valid: 3, missing: 2 });
    expect(failuresOf(verification).slice(0, 2)).toEqual([
      `missing ${formatPlace(chain.digests[3]!)}: not found`,
      'missing trail management-events: no digests found between 2026-03-14T02:00:48Z and 2026-03-14T04:00:48Z',
    ]);
  });

  it('all before one', async () => {
    const chain = chainOf(5);
    const { folder, verify } = place(chain);
    for (const digest of chain.digests.slice(0, 3)) deleteObject(folder, digest);
    const verification = await verify();
    expect(verification).toMatchObject({ status: 'invalid', digests: { valid: 2, missing: 1 } });
    expect(verification.since).toBe('2026-03-14T03:00:48Z');
  });

  it('all after one: nothing is proven of the time after it', async () => {
    const chain = chainOf(5);
    const { folder, verify } = place(chain);
    for (const digest of chain.digests.slice(3)) deleteObject(folder, digest);
    await expect(verify()).resolves.toMatchObject({
      status: 'unproven',
      until: '2026-03-14T03:00:48Z',
      files: { named: 6, intact: 6, uncovered: 4 },
    });
  });

  it('all: nothing is proven', async () => {
    const chain = chainOf(2);
    const { folder } = place(chain);
    for (const digest of chain.digests) deleteObject(folder, digest);
    const verification = await verifyFolder(folder, { keys: [KEY] });
    expect(verification).toMatchObject({
      status: 'unproven',
      digests: { valid: 0 },
      files: { uncovered: 4 },
    });
  });

  it('while validation was switched off: a gap, which is not proven', async () => {
    const verification = await place(chainOf(2).skipHours(3).addHours(2)).verify();
    expect(verification).toMatchObject({ status: 'unproven', digests: { valid: 4, missing: 0, gap: 1 } });
    expect(failuresOf(verification)).toEqual([
      'gap trail management-events: No log files were delivered by CloudTrail between ' +
        '2026-03-14T02:00:48Z and 2026-03-14T05:00:48Z, or they have no digest',
    ]);
  });
});

describe('what cannot be verified is neither valid nor tampered with', () => {
  it('a digest whose key is not known', async () => {
    const { folder } = place(chainOf(2));
    const verification = await verifyFolder(folder, { keys: [signingKey()] });
    expect(verification).toMatchObject({
      status: 'unproven',
      digests: { valid: 0, invalid: 0, unverified: 2 },
      files: { named: 0 },
    });
    expect(failuresOf(verification)[0]).toMatch(
      `public key not found in region us-east-1 for fingerprint ${KEY.fingerprint}`,
    );
  });

  it('a digest whose fingerprint has been given to another key', async () => {
    const { folder } = place(chainOf(2));
    const wrong = { ...signingKey(), fingerprint: KEY.fingerprint };
    const verification = await verifyFolder(folder, { keys: [wrong] });
    expect(verification).toMatchObject({ status: 'unproven', digests: { invalid: 0, unverified: 2 } });
  });

  it('a digest whose metadata was not saved', async () => {
    const chain = chainOf(2);
    const { path, verify } = place(chain);
    rmSync(`${path(chain.digests[1]!)}.metadata.json`);
    const verification = await verify();
    expect(verification).toMatchObject({ status: 'unproven', digests: { valid: 1, unverified: 1 } });
    expect(failuresOf(verification)[0]).toMatch(
      /save the output of "aws s3api head-object" as .*\.metadata\.json/,
    );
  });

  it('a digest with something else beside it than metadata', async () => {
    const chain = chainOf(2);
    const { path, verify } = place(chain);
    writeFileSync(`${path(chain.digests[0]!)}.metadata.json`, JSON.stringify({ x: 'x'.repeat(2 ** 16) }));
    writeFileSync(`${path(chain.digests[1]!)}.metadata.json`, '[]');
    const verification = await verify();
    expect(verification).toMatchObject({ status: 'unproven', digests: { valid: 0, unverified: 2 } });
    expect(failuresOf(verification)[1]).toMatch(/metadata has at most 65536/);
  });

  it('a log file that cannot be read', async () => {
    const chain = chainOf(2);
    const { path, verify } = place(chain);
    const file = path(chain.logFiles[0]!);
    rmSync(file);
    mkdirSync(file);
    const verification = await verify();
    expect(verification).toMatchObject({ status: 'unproven', files: { intact: 3, altered: 0, unread: 1 } });
    expect(failuresOf(verification)[0]).toContain(`Cannot read ${file}`);
  });
});

describe('log files that no digest names', () => {
  it('are unreferenced where digests cover the time', async () => {
    const chain = chainOf(3);
    const { path, verify } = place(chain);
    const forged = path(chain.logFiles[2]!).replace('File', 'Fake');
    writeFileSync(forged, gzipSync('{"Records":[]}'));
    const verification = await verify();
    expect(verification).toMatchObject({
      status: 'unproven',
      files: { named: 6, intact: 6, unreferenced: 1 },
    });
    expect(failuresOf(verification)).toEqual([
      expect.stringMatching(/^unreferenced .*Fake.*: not named by any digest/),
    ]);
  });

  it('are unreferenced whatever their names', async () => {
    const chain = chainOf(1);
    const { path, verify } = place(chain);
    writeFileSync(join(dirname(path(chain.logFiles[0]!)), 'extra.json'), '{"Records":[]}');
    await expect(verify()).resolves.toMatchObject({ status: 'unproven', files: { unreferenced: 1 } });
  });

  it('are pending until their digest is due', async () => {
    const chain = chainOf(3);
    const { folder } = place(chain);
    deleteObject(folder, chain.digests[2]!);
    const verification = await verifyFolder(folder, { keys: [KEY], now: new Date('2026-03-14T04:30:00Z') });
    expect(verification).toMatchObject({ status: 'proven', files: { named: 4, intact: 4, pending: 2 } });
  });
});

it('names exactly what is wrong among many log files', async () => {
  const chain = chainOf(40, { filesPerDigest: 25 });
  const [altered, deleted, copied] = [300, 500, 700].map((number) => chain.logFiles[number]!);
  const { folder, path, verify } = place(chain);
  changeFile(path(altered!), () => gzipSync('{"Records":[]}'));
  deleteObject(folder, deleted!);
  cpSync(path(copied!), path(copied!).replace('File', 'Fake'));
  const verification = await verify();
  expect(verification).toMatchObject({
    status: 'invalid',
    digests: { valid: 40 },
    files: { named: 1_000, intact: 998, altered: 1, missing: 1, unreferenced: 1 },
  });
  expect(failuresOf(verification).sort()).toEqual([
    `altered ${formatPlace(altered!)}: hash value doesn't match`,
    `missing ${formatPlace(deleted!)}: not found`,
    `unreferenced ${copied!.key.replace('File', 'Fake')}: not named by any digest of its time`,
  ]);
});

describe('a folder', () => {
  it('may be a part of a bucket: a Region or a month', async () => {
    const { folder } = place(chainOf(2), chainOf(2, { region: 'eu-west-1' }));
    for (const part of ['AWSLogs', 'AWSLogs/111122223333']) {
      const verification = await verifyFolder(join(folder, part), { keys: [KEY] });
      expect(verification).toMatchObject({ status: 'proven', digests: { valid: 4 }, files: { intact: 8 } });
    }
    const digests = join(folder, 'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026');
    const verification = await verifyFolder(digests, { keys: [KEY] });
    expect(verification).toMatchObject({ digests: { valid: 2 } });
  });

  it('must not hold an object twice', async () => {
    const { folder } = place(chainOf(1));
    writeObjects(join(folder, 'copy'), chainOf(1).objects);
    await expect(verifyFolder(folder, { keys: [KEY] })).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: expect.stringMatching(/^The folder holds an object twice: .*copy/),
    });
  });
});

describe('a range', () => {
  it('includes digests at its start, and up to an hour after its end', async () => {
    const { folder } = place(chainOf(6, {}, '2026-03-14T00:00:00Z'));
    const range = { since: '2026-03-14T02:00:00Z', until: '2026-03-14T04:00:00Z' };
    const verification = await verifyFolder(folder, { keys: [KEY], ...range });
    // Digests that end at 02:00, 03:00, 04:00 and 05:00.
    expect(verification).toMatchObject({ status: 'proven', digests: { valid: 4 } });
  });

  it('is not proven where no digest covers it', async () => {
    const { folder } = place(chainOf(3));
    const range = { since: '2026-03-13T22:00:00Z', until: '2026-03-14T08:00:00Z' };
    const verification = await verifyFolder(folder, { keys: [KEY], ...range });
    expect(verification).toMatchObject({ status: 'unproven', digests: { valid: 3, gap: 2 } });
  });

  it('needs no digest before it', async () => {
    const chain = chainOf(5, {}, '2026-03-14T00:00:00Z');
    const { folder } = place(chain);
    for (const digest of chain.digests.slice(0, 2)) deleteObject(folder, digest);
    const range = { since: '2026-03-14T02:30:00Z' };
    const verification = await verifyFolder(folder, { keys: [KEY], ...range });
    expect(verification).toMatchObject({ status: 'proven', digests: { valid: 3 } });
  });

  it('is not proven where a place has digests of other times only', async () => {
    const { folder } = place(chainOf(3), chainOf(3, { region: 'eu-west-1' }, '2026-03-20T00:00:00Z'));
    const range = { since: '2026-03-14T01:30:00Z', until: '2026-03-14T02:30:00Z' };
    const verification = await verifyFolder(folder, { keys: [KEY], ...range });
    expect(verification.status).toBe('unproven');
    expect(verification.failures).toEqual([
      expect.objectContaining({
        ...{ state: 'gap', object: 'all trails', region: 'eu-west-1', day: '2026-03-14' },
        reason: 'no digests found since 2026-03-14T01:30:00Z until 2026-03-14T02:30:00Z',
      }),
    ]);
  });

  it('may be one account and Region of several', async () => {
    const { folder } = place(
      chainOf(2),
      chainOf(2, { region: 'eu-west-1' }),
      chainOf(2, { account: '444455556666' }),
    );
    const verification = await verifyFolder(folder, {
      keys: [KEY],
      account: '111122223333',
      region: 'eu-west-1',
    });
    expect(verification.days.map(({ account, region }) => [account, region])).toEqual([
      ['111122223333', 'eu-west-1'],
    ]);
  });
});
