import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { localLogFile } from '../../../src/local/ingest/local-log-file';
import { temporaryFolder } from '../../support/temporary-folder';

describe('localLogFile', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'log.json');
  const reference = { bucket: 'local', key: 'log.json' };
  beforeAll(() => writeFile(path, '{"Records":[]}'));

  it('opens the file as often as asked', async () => {
    const source = localLogFile({ path, name: path });
    for (let time = 0; time < 2; time += 1) {
      const opened = await source.open(reference);
      await expect(buffer(opened.body)).resolves.toEqual(Buffer.from('{"Records":[]}'));
    }
  });

  it('says how large the file is', async () => {
    const { body, size } = await localLogFile({ path, name: path }).open(reference);
    await buffer(body);
    expect(size).toBe(14);
  });

  it('has another etag once the file was written to', async () => {
    const changing = join(folder, 'changing.json');
    const source = localLogFile({ path: changing, name: changing });
    await writeFile(changing, 'one');
    const { body, etag } = await source.open(reference);
    await buffer(body);
    await writeFile(changing, 'two');
    await utimes(changing, new Date(0), new Date(0));
    await expect(source.open({ ...reference, ifMatch: etag })).rejects.toMatchObject({
      code: 'ObjectUnavailable',
      message: expect.stringContaining('changed'),
    });
  });

  it('names a file that cannot be read', async () => {
    const missing = join(folder, 'missing.json');
    await expect(localLogFile({ path: missing, name: missing }).open(reference)).rejects.toMatchObject({
      code: 'ObjectUnavailable',
      message: expect.stringContaining('missing.json'),
    });
  });
});
