import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimFolder } from '../../../src/local/folder/claim-folder';
import { CommitLog } from '../../../src/local/folder/commit-log';
import { toFolderError } from '../../../src/local/folder/folder-error';
import { makeDataFolder, writeChange } from '../../support/made-up-folders';
import { temporaryFolder } from '../../support/temporary-folder';

const PARTS = ['commits', 'coverage', 'ddb-audit.json', 'events', 'files', 'names', 'originals', 'tokens'];
const parent = temporaryFolder();
const configuration = (message: string) =>
  expect.objectContaining({ code: 'Configuration', message: expect.stringContaining(message) });

/** A new folder with files of these names. */
function makeFolder(name: string, files: Readonly<Record<string, string>> = {}): string {
  const dir = join(parent, name);
  mkdirSync(dir);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text);
  return dir;
}

describe('claimFolder', () => {
  it('creates a data folder, and the folders above it, for its owner only', () => {
    const dir = join(parent, 'new', 'data');
    expect(claimFolder(dir, true)).toBe(dir);
    expect(readdirSync(dir).toSorted()).toEqual(PARTS);
    for (const name of ['', 'commits', 'events']) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o700);
    expect(JSON.parse(readFileSync(join(dir, 'ddb-audit.json'), 'utf8'))).toEqual({
      kind: 'ddb-audit data folder',
      version: 2,
      commits: 0,
    });
  });

  it('makes an empty folder a data folder, and knows it again', () => {
    const dir = makeFolder('empty');
    for (const create of [true, true, false]) expect(claimFolder(dir, create)).toBe(dir);
  });

  it('continues where another process was killed, or is still creating', () => {
    const dir = makeFolder('raced', { 'ddb-audit.json.half-written': '{' });
    mkdirSync(join(dir, 'commits'));
    expect(claimFolder(dir, true)).toBe(dir);
    expect(readdirSync(dir)).toEqual(expect.arrayContaining(PARTS));
  });

  it('finds no data folder, and makes none, unless told to create', () => {
    const dir = join(parent, 'missing');
    expect(() => claimFolder(dir, false)).toThrow(
      expect.objectContaining({ code: 'NotFound', message: expect.stringContaining(`--local ${dir}`) }),
    );
    expect(readdirSync(parent)).not.toContain('missing');
  });

  it('refuses a folder with other files, also below names of its own', () => {
    const photos = makeFolder('photos', { 'cat.jpg': '' });
    const calendar = makeFolder('calendar');
    mkdirSync(join(calendar, 'events'));
    writeFileSync(join(calendar, 'events', 'party.parquet'), '');
    for (const dir of [photos, calendar]) {
      expect(() => claimFolder(dir, true)).toThrow(configuration('contains other files'));
    }
    expect(readdirSync(photos)).toEqual(['cat.jpg']);
  });

  it('refuses an empty name, which would be the current folder', () => {
    for (const create of [true, false]) {
      expect(() => claimFolder('', create)).toThrow(
        expect.objectContaining({ code: 'InvalidArgument', message: expect.stringContaining('is empty') }),
      );
    }
  });

  it('refuses a file', () => {
    const dir = makeFolder('of-file', { file: '' });
    expect(() => claimFolder(join(dir, 'file'), true)).toThrow(configuration('is a file, not a folder'));
  });

  it.each([
    [1, 'was made by ddb-audit 0.1. Ingest the log files again into a new folder: ddb-audit ingest PATH...'],
    [99, 'is a data folder of version 99, but this ddb-audit reads version 2'],
  ])('refuses a folder of version %d and says what to do', (version, message) => {
    const marker = JSON.stringify({ kind: 'ddb-audit data folder', version });
    const dir = makeFolder(`version-${version}`, { 'ddb-audit.json': marker });
    for (const create of [true, false])
      expect(() => claimFolder(dir, create)).toThrow(configuration(message));
  });

  it.each(['{', 'null', '{"versiom":2}'])(
    'refuses a marker that is damaged, such as %s, with what to do',
    (text) => {
      const dir = makeFolder(`harmed-${text.length}`, { 'ddb-audit.json': text });
      expect(() => claimFolder(dir, false)).toThrow(
        expect.objectContaining({
          code: 'DamagedFile',
          message: expect.stringMatching(/ddb-audit\.json is damaged: .* ddb-audit ingest PATH/),
        }),
      );
    },
  );
});

describe('a folder that cannot be written', () => {
  const isRoot = process.getuid?.() === 0;
  const asUser = isRoot ? it.skip : it;
  const why = isRoot ? ' (skipped: root may write anywhere)' : '';

  asUser(`is not claimed, with the reason${why}`, () => {
    const dir = makeFolder('locked');
    chmodSync(dir, 0o500);
    expect(() => claimFolder(join(dir, 'audit'), true)).toThrow(configuration('permission denied'));
  });

  asUser(`takes no commit, but can be read${why}`, async () => {
    const log = new CommitLog(makeDataFolder(parent));
    const change = await writeChange(log.folder);
    chmodSync(join(log.folder, 'commits'), 0o500);
    const state = await log.read();
    await expect(log.append(change, state)).rejects.toThrow(configuration('permission denied'));
    await expect(log.read()).resolves.toBe(state);
    chmodSync(join(log.folder, 'commits'), 0o700);
  });

  it('is named with what to do when its disk is full', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const error = toFolderError('Cannot write to ./audit', full);
    expect(error).toEqual(configuration('Cannot write to ./audit: the disk is full. Free some space'));
    expect(error.cause).toBe(full);
  });

  it('is named with what the system says otherwise', async () => {
    const log = new CommitLog(makeDataFolder(parent));
    const state = await log.read();
    rmSync(join(log.folder, 'commits'), { recursive: true });
    writeFileSync(join(log.folder, 'commits'), 'a file');
    await expect(log.read()).rejects.toThrow(configuration('Cannot read'));
    await expect(log.append(await writeChange(log.folder), state)).rejects.toThrow(configuration('ENOTDIR'));
  });
});
