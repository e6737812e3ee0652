import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { NO_CHANGE, type Segment } from '../../../src/local/folder/commit';
import { CommitLog } from '../../../src/local/folder/commit-log';
import { sealText } from '../../../src/local/folder/sealed-text';
import {
  commitChange,
  commitLedgers,
  makeDataFolder,
  writeChange,
  writeLedger,
  writeSegment,
} from '../../support/made-up-folders';
import { temporaryFolder } from '../../support/temporary-folder';

const parent = temporaryFolder();
const damaged = (message: string) =>
  expect.objectContaining({ code: 'DamagedFile', message: expect.stringContaining(message) });
const toCommitPath = (folder: string, number: number) =>
  join(folder, 'commits', `${String(number).padStart(12, '0')}.json`);

/** A folder with commits that add one segment and one ledger part each. */
async function makeLog(commits: number): Promise<CommitLog> {
  const log = new CommitLog(makeDataFolder(parent));
  for (let index = 0; index < commits; index++) await commitChange(log, await writeChange(log.folder));
  return log;
}

describe('a data folder', () => {
  it('is empty before the first commit', async () => {
    const state = await new CommitLog(makeDataFolder(parent)).read();
    expect(state).toMatchObject({ number: 0, segments: new Map(), ledgers: new Map() });
  });

  it('holds what was committed, for every reader', async () => {
    const log = new CommitLog(makeDataFolder(parent));
    const change = await writeChange(log.folder);
    const state = await log.append(change, await log.read());
    expect(state).toMatchObject({ number: 1 });
    const read = await new CommitLog(log.folder).read();
    expect([...read.segments.values()]).toEqual(change.addSegments);
    expect([...read.ledgers.values()]).toEqual(change.addLedgers);
    expect(read).toEqual(state);
  });

  it('holds replaced segments no longer', async () => {
    const log = await makeLog(2);
    const merged = await writeSegment(log.folder);
    const { segments } = await log.read();
    await commitChange(log, { ...NO_CHANGE, addSegments: [merged], removeSegments: [...segments.keys()] });
    expect([...(await new CommitLog(log.folder).read()).segments.keys()]).toEqual([merged.id]);
  });

  it('shows new commits to a reader that stays', async () => {
    const log = await makeLog(1);
    const reader = new CommitLog(log.folder);
    await reader.read();
    const state = await commitChange(log, await writeChange(log.folder));
    await expect(reader.read()).resolves.toEqual(state);
  });

  it('is readable by its owner only', async () => {
    const { folder } = await makeLog(1);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    expect(files).toHaveLength(7);
    for (const { parentPath, name } of files) {
      expect(statSync(join(parentPath, name)).mode & 0o777).toBe(0o600);
    }
  });

  it('of another place at the same path is read from its first commit', async () => {
    const log = await makeLog(2);
    const reader = new CommitLog(log.folder);
    await reader.read();
    rmSync(join(log.folder, 'commits'), { recursive: true });
    const other = new CommitLog(makeDataFolder(parent));
    await commitLedgers(other, 3);
    cpSync(join(other.folder, 'commits'), join(log.folder, 'commits'), { recursive: true });
    await expect(reader.read()).resolves.toEqual(await other.read());
  });
});

describe('append refuses', () => {
  it('a base that is not the newest state', async () => {
    const log = await makeLog(1);
    const base = await log.read();
    await commitChange(new CommitLog(log.folder), await writeChange(log.folder));
    await expect(log.append(await writeChange(log.folder), base)).resolves.toBeUndefined();
    expect((await log.read()).segments.size).toBe(2);
  });

  it('a base that the folder no longer has', async () => {
    const log = await makeLog(2);
    const base = await log.read();
    for (const number of [1, 2]) rmSync(toCommitPath(log.folder, number));
    await expect(log.append(await writeChange(log.folder), base)).resolves.toBeUndefined();
    await expect(log.read()).rejects.toThrow(damaged('commits up to number 2 were made'));
  });

  it.each<[string, (known: Segment) => Partial<typeof NO_CHANGE>]>([
    ['a segment that the folder has', (known) => ({ addSegments: [known] })],
    ['the removal of a segment that the folder does not have', () => ({ removeSegments: ['unknown'] })],
    [
      'a path of another form',
      (known) => ({
        addSegments: [{ ...known, id: 'new', events: { ...known.events, path: `./${known.events.path}` } }],
      }),
    ],
  ])('%s', async (_, toChange) => {
    const log = await makeLog(1);
    const base = await log.read();
    const [known] = base.segments.values();
    await expect(log.append({ ...NO_CHANGE, ...toChange(known!) }, base)).rejects.toThrow();
    expect(readdirSync(join(log.folder, 'commits'))).toEqual(['000000000001.json']);
  });

  it.each<[string, (path: string) => void, string]>([
    ['is missing', (path) => rmSync(path), 'removed before it was committed'],
    ['was cut short', (path) => truncateSync(path, 3), 'has 3 bytes instead of'],
  ])('a file that %s', async (_, harm, message) => {
    const log = await makeLog(0);
    const segment = await writeSegment(log.folder);
    harm(join(log.folder, segment.originals.path));
    await expect(log.append({ ...NO_CHANGE, addSegments: [segment] }, await log.read())).rejects.toThrow(
      damaged(message),
    );
    expect(readdirSync(join(log.folder, 'commits'))).toEqual([]);
  });
});

describe('commits at once', () => {
  it.each([
    ['with hard links', true],
    ['without hard links', false],
  ])('have one order and lose nothing, %s', async (_, links) => {
    const folder = makeDataFolder(parent);
    const ids: string[] = [];
    const write = async () => {
      const log = new CommitLog(folder, { links });
      for (let index = 0; index < 8; index++) {
        const ledger = await writeLedger(folder);
        const { ledgers } = await commitChange(log, { ...NO_CHANGE, addLedgers: [ledger] });
        expect(ledgers.has(ledger.id)).toBe(true);
        ids.push(ledger.id);
      }
    };
    await Promise.all([write(), write(), write()]);
    const { number, ledgers } = await new CommitLog(folder).read();
    expect(number).toBe(24);
    expect([...ledgers.keys()].toSorted()).toEqual(ids.toSorted());
    expect(readdirSync(join(folder, 'commits'))).toHaveLength(24);
  });

  it('settle who may replace a segment', async () => {
    const { folder } = await makeLog(1);
    const merge = async () => {
      const log = new CommitLog(folder);
      const base = await log.read();
      const change = {
        ...NO_CHANGE,
        addSegments: [await writeSegment(folder)],
        removeSegments: [...base.segments.keys()],
      };
      return log.append(change, base);
    };
    const states = await Promise.all([merge(), merge()]);
    expect(states.filter((state) => state !== undefined)).toHaveLength(1);
    expect((await new CommitLog(folder).read()).segments.size).toBe(1);
  });
});

describe('damage of the log', () => {
  it('is a missing commit, which is named', async () => {
    const log = await makeLog(3);
    rmSync(toCommitPath(log.folder, 2));
    await expect(new CommitLog(log.folder).read()).rejects.toThrow(
      damaged(`${toCommitPath(log.folder, 2)} is damaged: it is missing. Ingest the log files again`),
    );
  });

  it('is a commit of another folder', async () => {
    const [log, other] = [await makeLog(2), await makeLog(2)];
    writeFileSync(toCommitPath(log.folder, 2), readFileSync(toCommitPath(other.folder, 2)));
    await expect(new CommitLog(log.folder).read()).rejects.toThrow(damaged('does not follow commit 1'));
  });

  it('is a commit of another version, which may have a reader', async () => {
    const log = await makeLog(1);
    const { bytes } = sealText('ddb-audit commit 2', { number: 2 });
    writeFileSync(toCommitPath(log.folder, 2), bytes);
    await expect(log.read()).rejects.toThrow(
      damaged('its format is "ddb-audit commit 2" instead of "ddb-audit commit 1". If another version'),
    );
  });

  it('is an empty commit', async () => {
    const log = await makeLog(2);
    truncateSync(toCommitPath(log.folder, 2));
    await expect(new CommitLog(log.folder).read()).rejects.toThrow(damaged(toCommitPath(log.folder, 2)));
  });

  it('does not hide a commit that another process is about to add', async () => {
    const log = await makeLog(2);
    const path = toCommitPath(log.folder, 1);
    const bytes = readFileSync(path);
    rmSync(path);
    const reading = new CommitLog(log.folder).read();
    setTimeout(() => writeFileSync(path, bytes), 60);
    await expect(reading).resolves.toMatchObject({ number: 2 });
  });

  it.each([
    [
      'all commits',
      3,
      0,
      'there is none. Restore the missing ones from a copy of the folder. If there is no',
    ],
    ['the newest commits', 3, 1, 'the newest one there is number 1. Restore'],
  ])('is that %s are missing', async (_, made, left, expected) => {
    const log = await makeLog(made);
    const path = join(log.folder, 'commits');
    for (let number = left + 1; number <= made; number++) rmSync(toCommitPath(log.folder, number));
    const error = damaged(`${path} is damaged: commits up to number ${made} were made, but ${expected}`);
    await expect(new CommitLog(log.folder).read()).rejects.toThrow(error);
    await expect(log.read()).rejects.toThrow(error);
  });

  it('is that all commits are missing from a folder of an earlier version, which did not count them', async () => {
    const log = await makeLog(1);
    const marker = join(log.folder, 'ddb-audit.json');
    writeFileSync(marker, '{"kind":"ddb-audit data folder","version":2}');
    await expect(new CommitLog(log.folder).read()).resolves.toMatchObject({ number: 1 });
    rmSync(toCommitPath(log.folder, 1));
    await expect(new CommitLog(log.folder).read()).rejects.toThrow(damaged('but there is none'));
    const empty = makeDataFolder(parent);
    writeFileSync(join(empty, 'ddb-audit.json'), readFileSync(marker));
    await expect(new CommitLog(empty).read()).resolves.toMatchObject({ number: 0 });
  });

  it('is not that a process wrote files, and was killed before the first commit', async () => {
    const folder = makeDataFolder(parent);
    await writeChange(folder);
    await expect(new CommitLog(folder).read()).resolves.toMatchObject({ number: 0 });
  });

  it('is a folder of commits that is gone', async () => {
    const log = await makeLog(1);
    rmSync(join(log.folder, 'commits'), { recursive: true });
    await expect(log.read()).rejects.toThrow(damaged('the folder of commits is missing'));
  });

  it('is any changed bit, and any missing end', async () => {
    const log = await makeLog(2);
    const path = toCommitPath(log.folder, 1);
    const bytes = readFileSync(path);
    const read = () => new CommitLog(log.folder).read();
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        writeFileSync(path, flipped);
        await expect(read()).rejects.toThrow(damaged(path));
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: bytes.length - 1 }), async (length) => {
        writeFileSync(path, bytes.subarray(0, length));
        await expect(read()).rejects.toThrow(damaged(path));
      }),
    );
    expect(existsSync(path)).toBe(true);
  });
});
