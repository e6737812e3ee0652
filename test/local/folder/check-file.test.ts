import { readFileSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { checkFile, readCheckedFile } from '../../../src/local/folder/check-file';
import { CheckedFiles } from '../../../src/local/folder/checked-files';
import { makeDataFolder, writeSegment } from '../../support/made-up-folders';
import { temporaryFolder } from '../../support/temporary-folder';

const parent = temporaryFolder();
const damaged = (message: string) =>
  expect.objectContaining({ code: 'DamagedFile', message: expect.stringContaining(message) });

async function makeFile() {
  const folder = makeDataFolder(parent);
  const { events: file } = await writeSegment(folder);
  return { folder, file, path: join(folder, file.path) };
}

/** Changes one bit and keeps the time of the file, as a failing disk does. */
function flipBit(path: string, bit = 9): void {
  const bytes = readFileSync(path);
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  const at = new Date('2026-03-14T10:00:00Z');
  writeFileSync(path, bytes);
  utimesSync(path, at, at);
}

describe('a file that a commit names', () => {
  it('passes the check when it is whole', async () => {
    const { folder, file, path } = await makeFile();
    await expect(checkFile(folder, file)).resolves.toBeUndefined();
    await expect(readCheckedFile(folder, file)).resolves.toEqual(readFileSync(path));
  });

  it('is refused with any bit changed, by name and with what to do', async () => {
    const { folder, file, path } = await makeFile();
    await fc.assert(
      fc.asyncProperty(fc.nat(file.bytes * 8 - 1), async (bit) => {
        flipBit(path, bit);
        await expect(checkFile(folder, file)).rejects.toThrow(damaged(path));
        await expect(readCheckedFile(folder, file)).rejects.toThrow(
          damaged('ddb-audit ingest PATH... --local'),
        );
        flipBit(path, bit);
      }),
    );
  });

  it.each<[string, (path: string) => void, string]>([
    ['cut short', (path) => truncateSync(path, 2), 'it has 2 bytes instead of'],
    ['missing', (path) => rmSync(path), 'it is missing'],
  ])('is refused when it is %s', async (_, harm, message) => {
    const { folder, file, path } = await makeFile();
    harm(path);
    await expect(checkFile(folder, file)).rejects.toThrow(damaged(message));
    await expect(readCheckedFile(folder, file)).rejects.toThrow(damaged(message));
    await expect(new CheckedFiles(folder).check(file)).rejects.toThrow(damaged(message));
  });
});

it('is refused with its name when it cannot be read', async () => {
  const { folder, file } = await makeFile();
  const events = join(folder, 'events');
  renameSync(events, join(folder, 'elsewhere'));
  writeFileSync(events, 'a file in the place of a folder');
  const unreadable = expect.objectContaining({
    code: 'Configuration',
    message: expect.stringContaining(`Cannot read ${join(folder, file.path)}`),
  });
  await expect(checkFile(folder, file)).rejects.toThrow(unreadable);
  await expect(new CheckedFiles(folder).check(file)).rejects.toThrow(unreadable);
});

describe('CheckedFiles', () => {
  it('checks again after a minute', async () => {
    const { folder, file, path } = await makeFile();
    flipBit(path);
    flipBit(path);
    let now = 0;
    const files = new CheckedFiles(folder, () => now);
    await files.check(file);
    flipBit(path);
    now = 59_999;
    await expect(files.check(file)).resolves.toBeUndefined();
    now = 60_000;
    await expect(files.check(file)).rejects.toThrow(damaged(path));
  });

  it('checks a file again that was written to', async () => {
    const { folder, file, path } = await makeFile();
    const files = new CheckedFiles(folder);
    await files.check(file);
    flipBit(path);
    await expect(files.check(file)).rejects.toThrow(damaged(path));
  });

  it('remembers no failure', async () => {
    const { folder, file, path } = await makeFile();
    const files = new CheckedFiles(folder);
    flipBit(path);
    await expect(files.check(file)).rejects.toThrow(damaged(path));
    flipBit(path);
    await expect(files.check(file)).resolves.toBeUndefined();
  });
});
