import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { itNeeds } from '../../support/it-needs';
import { temporaryFolder } from '../../support/temporary-folder';
import { zipFile } from '../../support/zip';
import { findAllFiles } from './find-all-files';

/** What was found, and the names of the files. */
async function find(paths: readonly string[], follow = true) {
  const { files, found } = await findAllFiles(paths, follow);
  return { files, names: files.map(({ name }) => name), ...found };
}
const findNames = async (paths: readonly string[]) => (await find(paths)).names;

/** Real paths of all files that folders and links lead to. */
function reachFiles(paths: readonly string[], reached = new Set<string>()): ReadonlySet<string> {
  const files: string[] = [];
  for (const path of paths.map((one) => realpathSync(one))) {
    if (reached.has(path)) continue;
    reached.add(path);
    if (statSync(path).isFile()) files.push(path);
    else {
      const inside = readdirSync(path).map((name) => join(path, name));
      files.push(...reachFiles(inside, reached));
    }
  }
  return new Set(files);
}

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
      named: [{ name: path, hasLogFiles: true }],
      failures: [],
    });
  });

  it('takes everything in a folder, hidden files too, and does not run in circles', async () => {
    expect(await findNames([at('a')])).toEqual([at('a/one.json'), at('a/deep/.two.json.gz')]);
  });

  it('keeps files of the same name in different folders apart, and follows named links', async () => {
    expect(await findNames([at('a/one.json'), at('linked')])).toEqual([
      at('a/one.json'),
      at('linked/one.json'),
    ]);
  });

  it('takes a file once however often it is named, and knows it for each path', async () => {
    const { names, named } = await find([at('b/one.json'), at('b'), at('linked'), at('*/one.json')]);
    expect(names).toEqual([at('b/one.json'), at('a/one.json')]);
    expect(named.map(({ hasLogFiles }) => hasLogFiles)).toEqual(Array(4).fill(true));
  });

  it('leaves out data folders of its own, and says so', async () => {
    await expect(find([at('audit')])).resolves.toMatchObject({
      files: [],
      failures: [{ file: at('audit'), reason: 'is a data folder of ddb-audit, which contains no log files' }],
    });
    mkdirSync(at('around'));
    symlinkSync(at('audit'), at('around/audit'));
    await expect(find([at('around')])).resolves.toMatchObject({
      skipped: { first: [{ file: at('around/audit'), reason: 'data folder of ddb-audit' }], total: 1 },
      skippedByReason: { 'data folder of ddb-audit': 1 },
    });
  });

  it('takes files that CloudTrail delivered first, and those in folders in links, zip files and other folders once', async () => {
    const delivered = '111122223333_CloudTrail_eu-west-1_20260314T0915Z_AAAAAAAAAAAAAAAA.json.gz';
    write('order/a.json');
    write(`order/z/${delivered}`, gzipSync('{"Records":[]}'));
    write('order/m.zip', zipFile({ [delivered]: '{}', 'in.json': '{}' }));
    write('elsewhere/x/far.json');
    symlinkSync(at('elsewhere/x'), at('order/l1'));
    symlinkSync(at('elsewhere'), at('order/l2'));
    symlinkSync(at('elsewhere/x/far.json'), at('order/l0.json'));
    symlinkSync(at('order/z'), at('elsewhere/back'));
    expect(await findNames([at('order'), at('order/z')])).toEqual([
      at('order/m.zip', delivered),
      at('order/z', delivered),
      at('order/a.json'),
      at('order/l0.json'),
      at('order/m.zip/in.json'),
    ]);
  });

  it('lists each file that can be reached once, however links and named folders overlap', async () => {
    const place = fc.constantFrom('a', 'a/b', 'a/b/c', 'd', 'd/e');
    let trees = 0;
    const links = fc.array(fc.record({ from: place, to: place, toFile: fc.boolean() }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(links, fc.array(place, { minLength: 1, maxLength: 3 }), async (links, named) => {
        const tree = `tree-${trees++}`;
        for (const folder of ['a', 'a/b', 'a/b/c', 'd', 'd/e']) write(`${tree}/${folder}/file.json`);
        for (const [index, { from, to, toFile }] of links.entries()) {
          symlinkSync(at(tree, to, toFile ? 'file.json' : ''), at(tree, from, `${index}-link.json`));
        }
        const paths = named.map((folder) => at(tree, folder));
        const { names, failures, ...found } = await find(paths);
        const listed = names.map((name) => realpathSync(name)).sort();
        expect(listed).toEqual([...reachFiles(paths)].sort());
        expect({ failures, named: found.named.every(({ hasLogFiles }) => hasLogFiles) }).toEqual({
          failures: [],
          named: true,
        });
      }),
      { numRuns: 40, seed: 14 },
    );
  });

  it('takes what a pattern matches, folders with everything in them', async () => {
    expect(await findNames([at('{a,b}')])).toHaveLength(3);
  });

  it('takes an existing path that looks like a pattern', async () => {
    expect(await findNames([at('[x]/in.json')])).toEqual([at('[x]/in.json')]);
  });

  it('reports what leads nowhere and continues', async () => {
    const { names, failures } = await find([at('gone.json'), at('*.none'), at('dangling'), at('b')]);
    expect(names).toEqual([at('b/one.json')]);
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
    const { names, otherFiles } = await find([at('names')]);
    expect(names).toEqual(['a.gz', 'b.log', 'c.JSON', 'g.gz'].map((name) => at('names', name)));
    expect(otherFiles).toBe(3);
    expect(await findNames([at('names/f.md')])).toEqual([at('names/f.md')]);
  });

  it('names folders outside that links lead to, and does not follow links if told', async () => {
    write('outside/far.json');
    write('inside/near.json');
    symlinkSync(at('outside'), at('inside/link'));
    symlinkSync(at('inside'), at('inside/loop'));
    const followed = await find([at('inside')]);
    expect(followed.names).toEqual([at('inside/near.json'), at('inside/link/far.json')]);
    expect(followed.linksOutside.first).toEqual([{ file: at('inside/link'), reason: at('outside') }]);
    const { names, skipped } = await find([at('inside')], false);
    expect(names).toEqual([at('inside/near.json')]);
    expect(skipped.first.map(({ file }) => file)).toEqual([at('inside/link'), at('inside/loop')]);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  itNeeds('mkfifo')('names pipes and devices without reading them', async () => {
    write('special/one.json');
    execFileSync('mkfifo', [at('special/pipe.json')]);
    symlinkSync('/dev/zero', at('special/zero.json'));
    await expect(find([at('special'), at('special/pipe.json')])).resolves.toMatchObject({
      files: [{ name: at('special/one.json') }],
      skippedByReason: { 'named pipe (FIFO)': 1, device: 1 },
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
