import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { findFiles } from '../../../src/cli/files/find-files';
import { itNeeds } from '../../support/it-needs';
import { temporaryFolder } from '../../support/temporary-folder';

const find = (paths: readonly string[], follow = true) => findFiles(paths, { follow });
const findNames = async (paths: readonly string[]) => (await find(paths)).files.map(({ name }) => name);

describe('findFiles', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]) => join(folder, ...names);
  const write = (path: string, content: string | Buffer = '') => {
    mkdirSync(at(path, '..'), { recursive: true });
    writeFileSync(at(path), content);
  };

  beforeAll(() => {
    for (const path of [
      'a/one.json',
      'a/deep/.two.json.gz',
      'b/one.json',
      'audit/ddb-audit.json',
      '[x]/in.json',
    ]) {
      write(path);
    }
    symlinkSync(at('a'), at('a', 'deep', 'loop'));
    symlinkSync(at('b'), at('linked'));
    symlinkSync(at('gone'), at('dangling'));
  });

  it('takes a file as it was named', async () => {
    const path = at('a/one.json');
    await expect(find([path])).resolves.toMatchObject({
      files: [{ path, name: path }],
      named: [{ name: path, files: [path] }],
      failures: [],
    });
  });

  it('takes everything in a folder, hidden files too, and does not run in circles', async () => {
    expect(await findNames([at('a')])).toEqual([at('a/deep/.two.json.gz'), at('a/one.json')]);
  });

  it('keeps files of the same name in different folders apart, and follows named links', async () => {
    expect(await findNames([at('a/one.json'), at('linked')])).toEqual([
      at('a/one.json'),
      at('linked/one.json'),
    ]);
  });

  it('takes a file once however often it is named, and knows it for each path', async () => {
    const { files, named } = await find([at('b/one.json'), at('b'), at('linked'), at('*/one.json')]);
    expect(files.map(({ name }) => name)).toEqual([at('b/one.json'), at('a/one.json')]);
    expect(named.map((one) => one.files)).toEqual([
      [at('b/one.json')],
      [at('b/one.json')],
      [at('b/one.json')],
      [at('a/one.json')],
      [at('b/one.json')],
      [at('b/one.json')],
    ]);
  });

  it('leaves out data folders of its own, and says so', async () => {
    await expect(find([at('audit')])).resolves.toMatchObject({
      files: [],
      failures: [{ file: at('audit'), reason: 'is a data folder of ddb-audit, which contains no log files' }],
    });
    mkdirSync(at('around'));
    symlinkSync(at('audit'), at('around/audit'));
    await expect(find([at('around')])).resolves.toMatchObject({
      skipped: [{ file: at('around/audit'), reason: 'data folder of ddb-audit' }],
    });
  });

  it('takes what a pattern matches, folders with everything in them', async () => {
    expect(await findNames([at('{a,b}')])).toHaveLength(3);
  });

  it('takes an existing path that looks like a pattern', async () => {
    expect(await findNames([at('[x]/in.json')])).toEqual([at('[x]/in.json')]);
  });

  it('reports what leads nowhere and continues', async () => {
    const { files, failures } = await find([at('gone.json'), at('*.none'), at('dangling'), at('b')]);
    expect(files.map(({ name }) => name)).toEqual([at('b/one.json')]);
    expect(failures).toEqual([
      { file: at('gone.json'), reason: 'no such file or folder' },
      { file: at('*.none'), reason: 'no file matches this pattern' },
      { file: at('dangling'), reason: 'no such file or folder' },
    ]);
  });

  it('goes by the content of files with other names in folders, and takes named ones whatever they are', async () => {
    write('names/a.gz', gzipSync('{"Records":[]}'));
    write('names/b.log', '\ufeff  {"Records":[]}');
    write('names/c.JSON', '{"Records":[]}');
    write('names/d.log', '10.0.0.1 - - "GET /"');
    write('names/e.gz', gzipSync('10.0.0.1 - - "GET /"'));
    write('names/f.md', '{"Records":[]}');
    write('names/g.gz', Buffer.from([0x1f, 0x8b, 1, 2, 3]));
    const { files, otherFiles } = await find([at('names')]);
    expect(files.map(({ name }) => name)).toEqual(
      ['a.gz', 'b.log', 'c.JSON', 'g.gz'].map((name) => at('names', name)),
    );
    expect(otherFiles).toBe(3);
    expect(await findNames([at('names/f.md')])).toEqual([at('names/f.md')]);
  });

  it('names folders outside that links lead to, and does not follow links if told', async () => {
    write('outside/far.json');
    write('inside/near.json');
    symlinkSync(at('outside'), at('inside/link'));
    symlinkSync(at('inside'), at('inside/loop'));
    const followed = await find([at('inside')]);
    expect(followed.files.map(({ name }) => name)).toEqual([
      at('inside/link/far.json'),
      at('inside/near.json'),
    ]);
    expect(followed.linksOutside).toEqual([{ file: at('inside/link'), reason: at('outside') }]);
    const { files, skipped } = await find([at('inside')], false);
    expect(files.map(({ name }) => name)).toEqual([at('inside/near.json')]);
    expect(skipped.map(({ file }) => file)).toEqual([at('inside/link'), at('inside/loop')]);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  itNeeds('mkfifo')('names pipes and devices without reading them', async () => {
    write('special/one.json');
    execFileSync('mkfifo', [at('special/pipe.json')]);
    symlinkSync('/dev/zero', at('special/zero.json'));
    await expect(find([at('special'), at('special/pipe.json')])).resolves.toMatchObject({
      files: [{ name: at('special/one.json') }],
      skipped: [
        { file: at('special/pipe.json'), reason: 'named pipe (FIFO)' },
        { file: at('special/zero.json'), reason: 'device' },
      ],
      failures: [{ file: at('special/pipe.json'), reason: 'is a named pipe (FIFO), not a regular file' }],
    });
  });

  onLinux('opens a name that is not UTF-8 by its bytes, and prints it percent-encoded', async () => {
    const path = Buffer.concat([Buffer.from(at('latin1/')), Buffer.from('caf\xe9.json', 'latin1')]);
    mkdirSync(at('latin1'));
    writeFileSync(path, '');
    const { files } = await find([at('latin1')]);
    expect(files).toEqual([{ path, name: at('latin1/caf%E9.json') }]);
    const { failures } = await find([path.toString()]);
    expect(failures[0]?.reason).toContain('not UTF-8');
  });

  const unlessRoot = process.getuid?.() === 0 ? it.skip : it;
  unlessRoot('reports a folder that cannot be read', async () => {
    mkdirSync(at('locked'), { mode: 0o000 });
    const { failures } = await find([at('locked')]);
    chmodSync(at('locked'), 0o700);
    expect(failures).toEqual([{ file: at('locked'), reason: 'permission denied' }]);
  });
});
