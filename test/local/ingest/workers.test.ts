import { mkdirSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ingestFiles } from '../../../src/local/ingest/ingest-files';
import { toJobCount } from '../../../src/local/ingest/job-count';
import type { LocalFile } from '../../../src/local/ingest/local-log-file';
import { readDataFolder } from '../../support/data-folder';
import { dataEvent, logFile } from '../../support/events';
import { itNeeds } from '../../support/it-needs';
import { temporaryFolder } from '../../support/temporary-folder';
import { zipFile } from '../../support/zip';

const GIB = 2 ** 30;

describe('ingesting in several threads', () => {
  const parent = temporaryFolder();
  const logs = join(parent, 'logs');
  const shared = Array.from({ length: 50 }, () => dataEvent());
  const files = Array.from({ length: 40 }, (_, index) => {
    const name = join(logs, `111122223333_CloudTrail_us-east-1_20260314T0915Z_${index}.json.gz`);
    return { path: name, name };
  });
  beforeAll(() => {
    mkdirSync(logs);
    for (const { path } of files) writeFileSync(path, logFile([...shared, dataEvent()]));
  });

  it('stores the same as one thread does', async () => {
    const [one, three] = [join(parent, 'one'), join(parent, 'three')];
    const bytes: number[] = [];
    const single = await ingestFiles(one, { files }, { jobs: 1 });
    const { report } = await ingestFiles(three, { files }, { jobs: 3, onBytes: (read) => bytes.push(read) });
    expect(report).toEqual(single.report);
    const toEvents = async (folder: string) =>
      (await readDataFolder(folder)).rows.map(({ eventId, original }) => ({ eventId, original }));
    const events = await toEvents(three);
    expect(events).toEqual(await toEvents(one));
    expect(events).toHaveLength(90);
    expect(bytes.length).toBeGreaterThan(0);
  });

  it('reads files in a zip file', async () => {
    const path = join(parent, 'logs.zip');
    const event = dataEvent();
    writeFileSync(path, zipFile({ 'a.json': logFile([event], { gzip: false }), 'b.json': 'not JSON' }));
    const { listZipEntries } = await import('../../../src/local/ingest/zip-file');
    const entries: LocalFile[] = [];
    for await (const entry of listZipEntries(path)) {
      entries.push({ path, name: `${path}/${entry.fileName}`, entry });
    }
    const data = join(parent, 'zip');
    const { errors } = await ingestFiles(data, { files: entries }, { jobs: 2 });
    expect(errors).toEqual([{ file: `${path}/b.json`, reason: expect.any(String) }]);
    expect((await readDataFolder(data)).rows).toMatchObject([{ eventId: event.eventID }]);
  });

  itNeeds('/proc', ['ls', '/proc/self'])('ends when a thread cannot write, and says why', async () => {
    const data = join(parent, 'unwritable');
    await ingestFiles(data, { files: [] });
    // A folder in which nobody can create a file.
    rmdirSync(join(data, 'events'));
    symlinkSync('/proc/self', join(data, 'events'));
    await expect(ingestFiles(data, { files }, { jobs: 2 })).rejects.toThrow(/Cannot open file .*events/);
    expect((await readDataFolder(data)).files).toEqual([]);
  });
});

describe('the number of threads', () => {
  it.each([
    ['is that of the cores', GIB, { cores: 4, memoryBytes: 16 * GIB }, 4],
    ['is limited by the memory', GIB, { cores: 16, memoryBytes: 2 * GIB }, 3],
    ['is 1 with little memory', GIB, { cores: 4, memoryBytes: GIB / 2 }, 1],
    ['is 1 for a few small files', 100_000, { cores: 4, memoryBytes: 16 * GIB }, 1],
  ])('%s', (_, bytes, machine, expected) => {
    expect(toJobCount(bytes, machine)).toBe(expected);
  });
});
