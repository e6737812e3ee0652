import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CommitLog } from '../../../src/local/folder/commit-log';
import { mergeFolder } from '../../../src/local/merge/merge-folder';
import { changeFile, type TrailObject } from '../../support/digests';
import { controlEvent, logFile } from '../../support/events';
import { temporaryFolder } from '../../support/temporary-folder';
import { HOURS, readKnownCoverage, VerifiedFolders } from '../../support/verified-folders';

const folders = new VerifiedFolders(temporaryFolder());
const NEXT = { since: '2026-03-14T02:00:48Z', until: '2026-03-14T04:00:48Z' };

/** A data folder whose two hours are proven. */
async function verified() {
  const chain = folders.chain().addHours(2);
  const [logs, local] = [folders.copy(chain.objects), folders.create()];
  await folders.ingest(local, chain.logFiles);
  expect((await folders.verify(logs, local)).exitCode).toBe(0);
  return { chain, logs, local };
}

const withEvent = ({ bucket, key }: TrailObject, eventID: string): TrailObject => ({
  ...{ bucket, key },
  body: logFile([controlEvent({ eventID })]),
});

const renamed = (file: TrailObject, change: (key: string) => string): TrailObject => ({
  ...file,
  key: change(file.key),
});

describe('what answers from a data folder cite', () => {
  it('is nothing before something is verified', async () => {
    const { logFiles } = folders.chain().addHours(1);
    const local = folders.create();
    await folders.ingest(local, logFiles);
    await expect(readKnownCoverage(local)).resolves.toBeUndefined();
  });

  it('is what was verified', async () => {
    const { local } = await verified();
    await expect(readKnownCoverage(local)).resolves.toMatchObject({
      ...{ expected: 1, proven: 1, exceptions: [], exceptionsOmitted: 0, digests: 2, files: 4 },
      ...{ comparedWith: 'ledger', deliveredUntil: HOURS.until, latenessSeconds: expect.any(Number) },
    });
  });

  it('says that objects were read with --read', async () => {
    const { logs, local } = await verified();
    await folders.verify(logs, local, '--read');
    await expect(readKnownCoverage(local)).resolves.toMatchObject({ comparedWith: 'ledgerAndObjects' });
  });

  it('says which places and times are not proven', async () => {
    const { local, chain } = await verified();
    await expect(readKnownCoverage(local, NEXT)).resolves.toMatchObject({
      proven: 0,
      exceptions: [
        {
          ...{ state: 'notProvable', ...NEXT },
          reason: expect.stringContaining('no verification covers this time'),
        },
      ],
    });
    await expect(readKnownCoverage(local, { ...HOURS, regions: ['eu-west-1'] })).resolves.toBeUndefined();
    const elsewhere = renamed(chain.logFiles[0]!, (key) => key.replaceAll('us-east-1', 'eu-west-1'));
    await folders.ingest(local, [withEvent(elsewhere, 'elsewhere')]);
    await expect(readKnownCoverage(local)).resolves.toMatchObject({
      ...{ expected: 2, proven: 1 },
      exceptions: [{ accountId: '111122223333', region: 'eu-west-1', state: 'notProvable' }],
    });
    await expect(readKnownCoverage(local, { ...HOURS, regions: ['us-east-1'] })).resolves.toMatchObject({
      ...{ expected: 1, proven: 1 },
    });
  });
});

describe('a later ingest of', () => {
  it.each<[string, (file: TrailObject) => TrailObject, object]>([
    [
      'another content of a file',
      (file) => withEvent(file, 'altered'),
      {
        state: 'incomplete',
        reason: expect.stringContaining('ingested with a content that no digest signs'),
      },
    ],
    [
      'a file with something after the gzip data',
      (file) => ({ ...file, body: Buffer.concat([file.body, gzipSync('')]) }),
      { state: 'incomplete' },
    ],
    [
      'a file that no digest names',
      (file) => renamed(file, (key) => key.replace(/[^_]+$/, 'Forged0000000000.json.gz')),
      { state: 'unreferenced', reason: expect.stringContaining('not named by any digest') },
    ],
  ])('%s leaves nothing proven in its hour', async (_, change, exception) => {
    const { chain, local } = await verified();
    const file = change(chain.logFiles[0]!);
    await folders.ingest(local, [file]);
    await mergeFolder(new CommitLog(local), { wholeLedger: true });
    await expect(readKnownCoverage(local)).resolves.toMatchObject({
      proven: 0,
      exceptions: [
        {
          ...exception,
          ...{ since: '2026-03-14T00:00:48Z', until: '2026-03-14T01:00:48Z' },
        },
      ],
    });
    const second = { since: '2026-03-14T01:00:48Z', until: HOURS.until };
    await expect(readKnownCoverage(local, second)).resolves.toMatchObject({ proven: 1, exceptions: [] });
  });

  it.each<[string, (file: TrailObject) => TrailObject]>([
    ['the same files', (file) => file],
    ['a file of a later hour', (file) => renamed(file, (key) => key.replace('T0001Z_File', 'T0230Z_New'))],
    ['a file that cannot be read', (file) => ({ ...file, body: Buffer.from('not gzip') })],
  ])('%s leaves everything proven', async (_, change) => {
    const { chain, local } = await verified();
    await folders.ingest(local, [change(chain.logFiles[0]!)]);
    await expect(readKnownCoverage(local)).resolves.toMatchObject({ proven: 1, exceptions: [] });
  });

  it('what was missing is proven once it is verified again', async () => {
    const chain = folders.chain().addHours(2);
    const [logs, local] = [folders.copy(chain.objects), folders.create()];
    await folders.ingest(local, chain.logFiles.slice(1));
    expect((await folders.verify(logs, local)).exitCode).toBe(1);
    await expect(readKnownCoverage(local)).resolves.toMatchObject({ exceptions: [{ state: 'incomplete' }] });
    await folders.ingest(local, chain.logFiles);
    expect((await folders.verify(logs, local)).exitCode).toBe(0);
    await expect(readKnownCoverage(local)).resolves.toMatchObject({ proven: 1, files: 4 });
  });
});

describe('another verification', () => {
  it('keeps what was verified of other times and places', async () => {
    const { local } = await verified();
    const later = folders.chain({}, NEXT.since).addHours(2);
    const other = folders.chain({ account: '444455556666' }).addHours(2);
    for (const chain of [later, other]) {
      await folders.ingest(local, chain.logFiles);
      await folders.verify(folders.copy(chain.objects), local);
    }
    const query = { since: HOURS.since, until: NEXT.until };
    await expect(readKnownCoverage(local, { ...query, accountIds: ['111122223333'] })).resolves.toMatchObject(
      {
        ...{ proven: 1, digests: 4, files: 8 },
      },
    );
    await expect(readKnownCoverage(local)).resolves.toMatchObject({ expected: 2, proven: 2, digests: 4 });
  });

  it('of a later time leaves the time between not verified', async () => {
    const { local } = await verified();
    const later = folders.chain({}, '2026-03-14T05:00:48Z').addHours(1);
    await folders.ingest(local, later.logFiles);
    await folders.verify(folders.copy(later.objects), local);
    await expect(
      readKnownCoverage(local, { since: HOURS.since, until: '2026-03-14T06:00:48Z' }),
    ).resolves.toMatchObject({
      ...{ proven: 0, digests: 3 },
      exceptions: [{ state: 'notProvable', since: HOURS.until, until: '2026-03-14T05:00:48Z' }],
    });
  });

  it('at the same time as others, and as an ingest, keeps what each of them found', async () => {
    const local = folders.create();
    const accounts = ['111122223333', '444455556666', '777788889999'];
    const chains = accounts.map((account) => folders.chain({ account }).addHours(2));
    const logs = chains.map((chain) => folders.copy(chain.objects));
    for (const chain of chains) await folders.ingest(local, chain.logFiles);
    const more = folders.chain({}, NEXT.since).addHours(1);
    const runs = await Promise.all([
      ...logs.map((dir) => folders.verify(dir, local)),
      folders.ingest(local, more.logFiles),
    ]);
    expect(runs.slice(0, 3)).toEqual(accounts.map(() => expect.objectContaining({ exitCode: 0 })));
    await expect(readKnownCoverage(local)).resolves.toMatchObject({ expected: 3, proven: 3, files: 12 });
  });
});

describe('a damaged file of the coverage', () => {
  it('is not used, is named by verify, and is replaced', async () => {
    const { logs, local } = await verified();
    for (const name of readdirSync(join(local, 'coverage'))) {
      changeFile(join(local, 'coverage', name), (bytes) => {
        bytes[bytes.length >> 1]! ^= 1;
        return bytes;
      });
    }
    await expect(readKnownCoverage(local)).rejects.toMatchObject({
      code: 'DamagedFile',
      message: expect.stringContaining('Verify the log files again'),
    });
    const { exitCode, stdout } = await folders.verify(logs, local);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'invalid',
      files: { intact: 4 },
      failures: [
        { kind: 'audit', reason: expect.stringContaining('coverage') },
        { kind: 'audit', reason: expect.stringContaining('coverage') },
      ],
    });
    expect(exitCode).toBe(1);
    expect((await folders.verify(logs, local)).exitCode).toBe(0);
    await expect(readKnownCoverage(local)).resolves.toMatchObject({ proven: 1 });
  });
});

describe('a verification that cannot be stored', () => {
  it('still says what it found, and that it is not stored', async () => {
    const chain = folders.chain().addHours(1);
    const [logs, local] = [folders.copy(chain.objects), folders.create()];
    await folders.ingest(local, chain.logFiles);
    const inTheWay = join(local, 'coverage');
    rmSync(inTheWay, { recursive: true });
    writeFileSync(inTheWay, '');
    const { exitCode, stdout, stderr } = await folders.verify(logs, local);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'proven', files: { intact: 2 } });
    expect(stderr).toContain('The result is not stored, so answers do not cite it: Cannot read ');
    expect(exitCode).toBe(0);
  });
});
