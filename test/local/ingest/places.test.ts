import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommitLog } from '../../../src/local/folder/commit-log';
import { findDamage } from '../../../src/local/folder/find-damage';
import { ingestFiles } from '../../../src/local/ingest/ingest-files';
import { readDataFolder } from '../../support/data-folder';
import { dataEvent, logFile } from '../../support/events';
import { itNeeds } from '../../support/it-needs';
import { setClockBack } from '../../support/set-clock-back';
import { temporaryFolder } from '../../support/temporary-folder';
import { timeoutFor } from '../../support/timeout';

const parent = temporaryFolder();

/** Log files with so many data events each. */
function writeLogs(count: number, events: number) {
  const folder = mkdtempSync(join(parent, 'logs-'));
  return Array.from({ length: count }, (_, index) => {
    const name = join(folder, `111122223333_CloudTrail_us-east-1_20260314T0915Z_${index}.json.gz`);
    writeFileSync(name, logFile(Array.from({ length: events }, () => dataEvent())));
    return { path: name, name };
  });
}

it('a data folder that was copied elsewhere is the same audit, and takes further files', async () => {
  const files = writeLogs(3, 4);
  const [first, copied] = [join(parent, 'first'), join(parent, 'elsewhere', 'copied')];
  await ingestFiles(first, { files: files.slice(0, 2) });
  cpSync(first, copied, { recursive: true });
  expect(await readDataFolder(copied)).toEqual(await readDataFolder(first));
  const { alreadyDone } = await ingestFiles(copied, { files });
  expect(alreadyDone).toBe(2);
  expect((await readDataFolder(copied)).rows).toHaveLength(12);
});

describe('a clock that was set back by two hours', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('keeps each event once, reads no file again, and deletes nothing that a question may still read', async () => {
    const files = writeLogs(20, 1);
    const folder = join(parent, 'set-back');
    await ingestFiles(folder, { files: files.slice(0, 1) });
    setClockBack(2 * 3_600_000);
    // Each makes a segment of its own, until they are merged.
    for (let count = 2; count <= files.length; count++) {
      const { alreadyDone } = await ingestFiles(folder, { files: files.slice(0, count) });
      expect(alreadyDone).toBe(count - 1);
    }
    jest.useRealTimers();
    await expect(ingestFiles(folder, { files })).resolves.toMatchObject({ alreadyDone: 20 });
    const { rows } = await readDataFolder(folder);
    expect(new Set(rows.map(({ eventId }) => eventId)).size).toBe(20);
    const { segments, removed } = await new CommitLog(folder).read();
    expect(segments.size).toBeLessThan(20);
    expect(removed.length).toBeGreaterThan(0);
    for (const { path } of removed) expect(existsSync(join(folder, path))).toBe(true);
  });
});

describe('a disk', () => {
  const disk = mkdtempSync(join(tmpdir(), 'ddb-audit-disk-'));
  const mount = (...options: readonly string[]) => ['mount', ...options, 'tmpfs', disk] as const;
  afterAll(() => {
    spawnSync('umount', [disk]);
    rmdirSync(disk);
  });

  itNeeds('the right to mount a small disk', mount('-t', 'tmpfs', '-o', 'size=200k'))(
    'that is full keeps what was committed, and takes the rest when it has space',
    async () => {
      const files = writeLogs(20, 1_000);
      const folder = join(disk, 'audit');
      mkdirSync(folder);
      await expect(ingestFiles(folder, { files }, { jobs: 1 })).rejects.toMatchObject({
        code: 'Configuration',
        message: expect.stringContaining('the disk is full'),
      });
      await expect(findDamage(new CommitLog(folder))).resolves.toEqual([]);
      const [command, ...words] = mount('-o', 'remount,size=50m');
      spawnSync(command, words);
      await ingestFiles(folder, { files }, { jobs: 1 });
      const { rows } = await readDataFolder(folder);
      expect(new Set(rows.map(({ eventId }) => eventId)).size).toBe(20_000);
      expect(rows).toHaveLength(20_000);
    },
    timeoutFor(10),
  );
});
