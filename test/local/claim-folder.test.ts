import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claimFolder } from '../../src/local/claim-folder';
import { temporaryFolder } from '../support/temporary-folder';

describe('claimFolder', () => {
  const parent = temporaryFolder();

  it('makes a folder, and those above it, a data folder', async () => {
    const dir = join(parent, 'new', 'data');
    await expect(claimFolder(dir, true)).resolves.toBe(dir);
    await expect(readdir(dir)).resolves.toEqual(['ddb-audit.json']);
  });

  it('makes an empty folder a data folder', async () => {
    const dir = join(parent, 'empty');
    await mkdir(dir);
    await expect(claimFolder(dir, true)).resolves.toBe(dir);
  });

  it('knows a data folder again, also when asked to create', async () => {
    const dir = join(parent, 'known');
    await claimFolder(dir, true);
    await expect(claimFolder(dir, true)).resolves.toBe(dir);
    await expect(claimFolder(dir, false)).resolves.toBe(dir);
  });

  it('lets many processes make the same folder at once', async () => {
    const dir = join(parent, 'raced');
    const claims = Array.from({ length: 20 }, () => claimFolder(dir, true));
    await expect(Promise.all(claims)).resolves.toHaveLength(20);
  });

  it('finds no data folder where nothing may be made', async () => {
    const dir = join(parent, 'missing');
    await expect(claimFolder(dir, false)).rejects.toMatchObject({ code: 'NotFound' });
    await expect(readdir(dir)).rejects.toThrow('ENOENT');
  });

  it('leaves a folder alone that holds something else', async () => {
    const dir = join(parent, 'photos');
    await mkdir(dir);
    await writeFile(join(dir, 'cat.jpg'), '');
    await expect(claimFolder(dir, true)).rejects.toMatchObject({ code: 'Configuration' });
    await expect(readdir(dir)).resolves.toEqual(['cat.jpg']);
  });

  it('refuses a file', async () => {
    const file = join(parent, 'file');
    await writeFile(file, '');
    await expect(claimFolder(file, true)).rejects.toMatchObject({
      code: 'Configuration',
      message: expect.stringContaining('is a file'),
    });
  });

  it('refuses a folder laid out by another version', async () => {
    const dir = join(parent, 'future');
    await claimFolder(dir, true);
    const marker = join(dir, 'ddb-audit.json');
    const future = JSON.parse(await readFile(marker, 'utf8'));
    await writeFile(marker, JSON.stringify({ ...future, version: 99 }));
    await expect(claimFolder(dir, false)).rejects.toMatchObject({
      code: 'Configuration',
      message: expect.stringContaining('version 99'),
    });
  });
});
