import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFiles } from '../../src/cli/log-file-paths';
import { temporaryFolder } from '../support/temporary-folder';

describe('findFiles', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]) => join(folder, ...names);

  beforeAll(() => {
    for (const path of [
      'a/one.json',
      'a/deep/.two.json.gz',
      'b/one.json',
      'audit/ddb-audit.json',
      '[x]/in.json',
    ]) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(at(path), '');
    }
    symlinkSync(at('a'), at('a', 'deep', 'loop'));
    symlinkSync(at('b'), at('linked'));
    symlinkSync(at('gone'), at('dangling'));
  });

  it('takes a file as it was named', async () => {
    await expect(findFiles([at('a/one.json')])).resolves.toEqual({ files: [at('a/one.json')], failures: [] });
  });

  it('takes all that is in a folder, hidden files too, and does not run in circles', async () => {
    const { files } = await findFiles([at('a')]);
    expect(files).toEqual([at('a/deep/.two.json.gz'), at('a/one.json')]);
  });

  it('keeps files of the same name in different folders apart, and follows links to folders', async () => {
    const { files } = await findFiles([at('a/one.json'), at('linked')]);
    expect(files).toEqual([at('a/one.json'), at('linked/one.json')]);
  });

  it('takes a file once however often it is named', async () => {
    const { files } = await findFiles([at('b/one.json'), at('b'), at('linked'), at('*/one.json')]);
    expect(files).toEqual([at('b/one.json'), at('a/one.json')]);
  });

  it('leaves out data folders of its own', async () => {
    await expect(findFiles([at('audit')])).resolves.toEqual({ files: [], failures: [] });
  });

  it('takes what a glob fits, folders with all that is in them', async () => {
    const { files } = await findFiles([at('{a,b}')]);
    expect(files).toHaveLength(3);
  });

  it('takes a path that exists for itself though it looks like a glob', async () => {
    await expect(findFiles([at('[x]/in.json')])).resolves.toMatchObject({ files: [at('[x]/in.json')] });
  });

  it('reports what leads nowhere and goes on', async () => {
    const { files, failures } = await findFiles([at('gone.json'), at('*.none'), at('dangling'), at('b')]);
    expect(files).toEqual([at('b/one.json')]);
    expect(failures).toEqual([
      { file: at('gone.json'), reason: 'no such file or folder' },
      { file: at('*.none'), reason: 'no file matches this pattern' },
      { file: at('dangling'), reason: 'no such file or folder' },
    ]);
  });

  const unlessRoot = process.getuid?.() === 0 ? it.skip : it;
  unlessRoot('reports a folder that cannot be read', async () => {
    mkdirSync(at('locked'), { mode: 0o000 });
    const { failures } = await findFiles([at('locked')]);
    chmodSync(at('locked'), 0o700);
    expect(failures).toEqual([{ file: at('locked'), reason: 'permission denied' }]);
  });
});
