import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claimFolder } from '../../src/local/claim-folder';
import { temporaryFolder } from '../support/temporary-folder';

describe('claimFolder', () => {
  const parent = temporaryFolder();

  it('makes a folder, and those above it, a data folder', async () => {
    const dir = join(parent, 'new', 'data');
    expect(claimFolder(dir, true)).toBe(dir);
    await expect(readdir(dir)).resolves.toEqual(['ddb-audit.json']);
  });

  it('makes an empty folder a data folder', async () => {
    const dir = join(parent, 'empty');
    await mkdir(dir);
    expect(claimFolder(dir, true)).toBe(dir);
  });

  it('knows a data folder again, also when asked to create', async () => {
    const dir = join(parent, 'known');
    claimFolder(dir, true);
    expect(claimFolder(dir, true)).toBe(dir);
    expect(claimFolder(dir, false)).toBe(dir);
  });

  it('takes a folder that another process is making', async () => {
    const dir = join(parent, 'raced');
    await mkdir(dir);
    await writeFile(join(dir, 'ddb-audit.json.half-written'), '{');
    expect(claimFolder(dir, true)).toBe(dir);
  });

  it('finds no data folder where nothing may be made', async () => {
    const dir = join(parent, 'missing');
    expect(() => claimFolder(dir, false)).toThrow(expect.objectContaining({ code: 'NotFound' }));
    await expect(readdir(dir)).rejects.toThrow('ENOENT');
  });

  it('leaves a folder alone that holds something else', async () => {
    const dir = join(parent, 'photos');
    await mkdir(dir);
    await writeFile(join(dir, 'cat.jpg'), '');
    expect(() => claimFolder(dir, true)).toThrow(expect.objectContaining({ code: 'Configuration' }));
    await expect(readdir(dir)).resolves.toEqual(['cat.jpg']);
  });

  it('refuses a file', async () => {
    const file = join(parent, 'file');
    await writeFile(file, '');
    expect(() => claimFolder(file, true)).toThrow(
      expect.objectContaining({
        code: 'Configuration',
        message: expect.stringContaining('is a file'),
      }),
    );
  });

  it('refuses a folder laid out by another version', async () => {
    const dir = join(parent, 'future');
    claimFolder(dir, true);
    const marker = join(dir, 'ddb-audit.json');
    const future = JSON.parse(await readFile(marker, 'utf8'));
    await writeFile(marker, JSON.stringify({ ...future, version: 99 }));
    expect(() => claimFolder(dir, false)).toThrow(
      expect.objectContaining({
        code: 'Configuration',
        message: expect.stringContaining('version 99'),
      }),
    );
  });
});
