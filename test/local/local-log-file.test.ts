import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describeLocalFile, localLogFile } from '../../src/local/local-log-file';
import { temporaryFolder } from '../support/temporary-folder';

describe('localLogFile', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'log.json');
  const reference = { bucket: 'local', key: 'log.json' };
  beforeAll(() => writeFile(path, '{"Records":[]}'));

  it('opens the file as often as asked', async () => {
    const source = localLogFile(path);
    for (let time = 0; time < 2; time += 1) {
      const opened = await source.open(reference);
      await expect(buffer(opened.body)).resolves.toEqual(Buffer.from('{"Records":[]}'));
    }
  });

  it('has the etag and size that the description of the file has', async () => {
    const { etag, size, body } = await localLogFile(path).open(reference);
    await buffer(body);
    await expect(describeLocalFile(path)).resolves.toEqual({ etag, size });
    expect(size).toBe(14);
  });

  it('has another etag once the file was written to', async () => {
    const changing = join(folder, 'changing.json');
    await writeFile(changing, 'one');
    const before = await describeLocalFile(changing);
    await writeFile(changing, 'two');
    await utimes(changing, new Date(0), new Date(0));
    const after = await describeLocalFile(changing);
    expect(after.etag).not.toBe(before.etag);
    await expect(localLogFile(changing).open({ ...reference, ifMatch: before.etag })).rejects.toMatchObject({
      code: 'ObjectUnavailable',
      message: expect.stringContaining('changed'),
    });
  });

  it('names a file that cannot be read', async () => {
    await expect(localLogFile(join(folder, 'missing.json')).open(reference)).rejects.toMatchObject({
      code: 'ObjectUnavailable',
      message: expect.stringContaining('missing.json'),
    });
  });
});
