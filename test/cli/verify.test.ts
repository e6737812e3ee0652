import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ddbAudit } from '../support/command-line';
import {
  changeFile,
  deleteObject,
  SignedChain,
  savedKeys,
  signingKey,
  writeObjects,
} from '../support/digests';
import { temporaryFolder } from '../support/temporary-folder';

describe('ddb-audit verify', () => {
  const parent = temporaryFolder();
  const [key, otherKey] = [signingKey(), signingKey()];
  const keys = join(parent, 'keys.json');
  const otherKeys = join(parent, 'other-keys.json');
  writeFileSync(keys, savedKeys(key));
  writeFileSync(otherKeys, savedKeys(otherKey));
  let folders = 0;
  const place = (...chains: readonly SignedChain[]) => {
    folders += 1;
    const folder = join(parent, String(folders));
    mkdirSync(folder);
    for (const chain of chains) writeObjects(folder, chain.objects);
    return folder;
  };

  it('proves a whole folder, and ends with 0', async () => {
    const folder = place(new SignedChain({ key }).addHours(3));
    const { exitCode, stdout, stderr } = await ddbAudit(['verify', folder, '--public-keys', keys]);
    const day = { account: '111122223333', region: 'us-east-1', day: '2026-03-14' };
    const counts = {
      status: 'proven',
      digests: { valid: 3, invalid: 0, missing: 0, unverified: 0, gap: 0 },
      files: {
        ...{ named: 6, intact: 6, altered: 0, missing: 0, notIngested: 0, incomplete: 0, unread: 0 },
        ...{ unreferenced: 0, pending: 0, uncovered: 0 },
      },
      since: '2026-03-14T00:00:48Z',
      until: '2026-03-14T03:00:48Z',
    };
    expect(JSON.parse(stdout)).toEqual({
      ...counts,
      comparedWith: ['objects'],
      records: { checked: 0, missing: 0, altered: 0, added: 0 },
      failures: [],
      failuresOmitted: 0,
      days: [{ ...day, ...counts }],
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('names what was changed or is missing, in the words of the AWS CLI, and ends with 1', async () => {
    const chain = new SignedChain({ key }).addHours(4);
    const folder = place(chain);
    changeFile(join(folder, chain.logFiles[7]!.key), (body) => Buffer.concat([body, body]));
    deleteObject(folder, chain.logFiles[0]!);
    deleteObject(folder, chain.digests[2]!);
    const words = ['verify', folder, '--public-keys', keys];
    const { exitCode, stdout } = await ddbAudit([...words, '--output', 'table']);
    const { failures } = JSON.parse((await ddbAudit(words)).stdout);
    expect(failures.slice(0, 3)).toEqual([
      expect.objectContaining({
        object: `s3://trail-logs/${chain.logFiles[7]!.key}`,
        kind: 'file',
        reason: 'unexpected data after end of compressed stream',
        account: '111122223333',
        region: 'us-east-1',
        day: '2026-03-14',
      }),
      expect.objectContaining({ object: `s3://trail-logs/${chain.digests[2]!.key}`, kind: 'digest' }),
      expect.objectContaining({ object: `s3://trail-logs/${chain.logFiles[0]!.key}`, reason: 'not found' }),
    ]);
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      `Log file\ts3://trail-logs/${chain.logFiles[7]!.key}\tINVALID: unexpected data after end of compressed stream`,
      `Digest file\ts3://trail-logs/${chain.digests[2]!.key}\tINVALID: not found`,
      `Log file\ts3://trail-logs/${chain.logFiles[0]!.key}\tINVALID: not found`,
    ]);
    expect(stdout).toContain('3/4 digest files valid, 1/4 digest files INVALID\n');
    expect(stdout).toContain('4/6 log files valid, 2/6 log files INVALID\n');
    expect(exitCode).toBe(1);
  });

  it('ends with 2 if nothing is invalid, but not everything is proven', async () => {
    const folder = place(new SignedChain({ key }).addHours(1).addHours(1, { key: otherKey }));
    const words = ['verify', folder, '--output', 'table', '--public-keys', keys];
    const { exitCode, stdout } = await ddbAudit(words);
    expect(stdout).toMatch(
      /^Digest file\t.*\tNOT PROVEN: public key not found in region us-east-1 for fingerprint/,
    );
    expect(stdout).toContain('Not proven: 1 valid digests name 2 log files');
    expect(exitCode).toBe(2);
    await expect(ddbAudit([...words, '--public-keys', otherKeys])).resolves.toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Proven: 2 valid digests name 4 log files'),
    });
  });

  it('proves nothing of a folder without digests, and says so', async () => {
    const { exitCode, stdout, stderr } = await ddbAudit(['verify', place(), '--public-keys', keys]);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'unproven', digests: { valid: 0 } });
    expect(stderr).toMatch(/^No digests found in .*, so nothing is proven\. Digests lie in AWSLogs/);
    expect(exitCode).toBe(2);
  });

  it('verifies a range, an account and a Region', async () => {
    const folder = place(
      new SignedChain({ key }, '2026-03-14T00:00:00Z').addHours(5),
      new SignedChain({ key, region: 'eu-west-1' }).addHours(1),
    );
    const range = ['--since', '2026-03-14 01:30', '--until', '2026-03-14 04:00'];
    const { exitCode, stdout } = await ddbAudit([
      ...['verify', folder, '--public-keys', keys, ...range],
      ...['--account', '111122223333', '--event-region', 'us-east-1'],
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'proven', digests: { valid: 4 } });
    expect(exitCode).toBe(0);
  });

  it.each([
    [
      'a folder that does not exist',
      ['nowhere', '--public-keys', 'KEYS'],
      /^ddb-audit: Cannot read .*nowhere: no such/,
    ],
    ['a file', ['KEYS', '--public-keys', 'KEYS'], /is not a folder/],
    ['keys that do not exist', ['.', '--public-keys', 'nowhere.json'], /Cannot read nowhere\.json: no such/],
    ['other keys', ['.', '--public-keys', 'package.json'], /Cannot use the public keys in package\.json/],
    ['no keys', ['.'], /--public-keys/],
    [
      'a range that ends before it starts',
      ['.', '--public-keys', 'KEYS', '--since', '1h', '--until', '2h'],
      /--since must be before --until/,
    ],
  ])('refuses %s', async (_, words, message) => {
    const args = words.map((word) => (word === 'KEYS' ? keys : word));
    const { exitCode, stderr } = await ddbAudit(['verify', ...args]);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(252);
  });
});
