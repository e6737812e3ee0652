import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { readCheckedFile } from '../../../src/local/folder/check-file';
import { NO_CHANGE } from '../../../src/local/folder/commit';
import { CommitLog, toCommitTime } from '../../../src/local/folder/commit-log';
import { findDamage } from '../../../src/local/folder/find-damage';
import { listFiles } from '../../../src/local/folder/folder-state';
import { isMissingFile, withFreshState } from '../../../src/local/folder/fresh-state';
import { sweep } from '../../../src/local/folder/sweep';
import {
  commitChange,
  commitLedgers,
  makeDataFolder,
  writeChange,
  writeLedger,
  writeSegment,
} from '../../support/made-up-folders';
import { temporaryFolder } from '../../support/temporary-folder';
import { timeoutFor } from '../../support/timeout';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const parent = temporaryFolder();

/** A log whose clock is set by hand. It starts at the time of the machine. */
function makeLog(folder = makeDataFolder(parent)) {
  const clock = { ms: Date.now() };
  return { clock, log: new CommitLog(folder, { now: () => clock.ms }) };
}

/** A log with one segment that replaced another. */
async function makeReplaced() {
  const { log, clock } = makeLog();
  const [old, merged] = [await writeSegment(log.folder), await writeSegment(log.folder)];
  await commitChange(log, { ...NO_CHANGE, addSegments: [old] });
  await commitChange(log, { ...NO_CHANGE, addSegments: [merged], removeSegments: [old.id] });
  return { log, clock, old, merged };
}

const listCommits = (log: CommitLog) => readdirSync(join(log.folder, 'commits')).sort();

describe('sweep', () => {
  it('deletes the files of a replaced segment after the grace period', async () => {
    const { log, clock, old } = await makeReplaced();
    clock.ms += 9 * MINUTE;
    await expect(sweep(log)).resolves.toEqual([]);
    clock.ms += MINUTE;
    const files = [old.events, old.originals, old.names, old.tokens].map(({ path }) => path);
    expect((await sweep(log)).toSorted()).toEqual(files.toSorted());
    clock.ms += 2 * DAY;
    await expect(sweep(log)).resolves.toEqual([]);
    await expect(findDamage(new CommitLog(log.folder))).resolves.toEqual([]);
  });

  it('deletes nothing early when the clock was set back', async () => {
    const { log, clock } = await makeReplaced();
    clock.ms -= 2 * 60 * MINUTE;
    await expect(sweep(log)).resolves.toEqual([]);
    // A segment that is replaced while the clock is wrong is not older than the commits before it.
    const [current] = (await log.read()).segments.keys();
    const merged = await writeSegment(log.folder);
    await commitChange(log, { ...NO_CHANGE, addSegments: [merged], removeSegments: [current!] });
    clock.ms += 2 * 60 * MINUTE + MINUTE;
    await expect(sweep(log)).resolves.toEqual([]);
  });

  it('deletes files that no commit names after a day', async () => {
    const { log, clock } = makeLog();
    const { events } = await writeSegment(log.folder);
    await writeFileSync(join(log.folder, 'commits/unfinished-0a'), 'half');
    writeFileSync(join(log.folder, 'events/notes.txt'), 'not ours');
    clock.ms += DAY - MINUTE;
    await expect(sweep(log)).resolves.toEqual([]);
    clock.ms += 2 * MINUTE;
    expect(await sweep(log)).toEqual(expect.arrayContaining([events.path, 'commits/unfinished-0a']));
    expect(existsSync(join(log.folder, 'events/notes.txt'))).toBe(true);
  });

  it('keeps a file that was written long before its commit', async () => {
    const { log } = makeLog();
    const change = await writeChange(log.folder);
    const path = join(log.folder, change.addSegments[0]!.events.path);
    utimesSync(path, new Date(0), new Date(0));
    await commitChange(log, change);
    expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(MINUTE);
    await expect(sweep(log)).resolves.toEqual([]);
  });

  it('does not hide a damaged log', async () => {
    const { log, clock } = await makeReplaced();
    clock.ms += 2 * DAY;
    writeFileSync(join(log.folder, 'commits/000000000002.json'), '{}');
    const fresh = new CommitLog(log.folder, { now: log.now });
    await expect(sweep(fresh)).rejects.toThrow(expect.objectContaining({ code: 'DamagedFile' }));
    expect(readdirSync(join(log.folder, 'events'))).toHaveLength(2);
  });
});

describe('checkpoints', () => {
  // The log is made once, because 200 commits are brought to the disk one by one.
  const { log, clock } = makeLog();
  const early = join(parent, 'early-commits');
  const toPath = (name: string) => join(log.folder, 'commits', name);

  beforeAll(async () => {
    const [old, merged] = [await writeSegment(log.folder), await writeSegment(log.folder)];
    await commitChange(log, { ...NO_CHANGE, addSegments: [old] });
    await commitChange(log, { ...NO_CHANGE, addSegments: [merged], removeSegments: [old.id] });
    cpSync(join(log.folder, 'commits'), early, { recursive: true });
    await commitLedgers(log, 130);
    clock.ms += 2 * DAY;
    await commitLedgers(log, 68);
  }, timeoutFor(10));

  it('are written every 64 commits', () => {
    expect(listCommits(log).filter((name) => name.includes('checkpoint'))).toEqual([
      '000000000064.checkpoint.json',
      '000000000128.checkpoint.json',
      '000000000192.checkpoint.json',
    ]);
  });

  it('hold the same as the commits', async () => {
    const { number, segments, ledgers } = await new CommitLog(log.folder).read();
    const known = await log.read();
    expect({ number, segments, ledgers }).toEqual({
      number: 200,
      segments: known.segments,
      ledgers: known.ledgers,
    });
    expect(ledgers.size).toBe(198);
  });

  it('name no files that were removed more than a day before', async () => {
    expect((await log.read()).removed).toHaveLength(4);
    expect((await new CommitLog(log.folder).read()).removed).toEqual([]);
  });

  it('that are damaged are named by a check, and the state is read without them', async () => {
    const path = toPath('000000000192.checkpoint.json');
    const whole = readFileSync(path);
    const flipped = Buffer.from(whole);
    flipped[whole.length >> 1]! ^= 4;
    writeFileSync(path, flipped);
    const fresh = new CommitLog(log.folder);
    await expect(fresh.read()).resolves.toEqual(await log.read());
    await expect(findDamage(fresh)).resolves.toEqual([
      expect.objectContaining({ code: 'DamagedFile', message: expect.stringContaining(path) }),
    ]);
    clock.ms += 11 * MINUTE;
    expect((await sweep(log)).filter((swept) => swept.startsWith('commits/'))).toEqual([]);
    writeFileSync(path, whole);
  });

  it('let a sweep delete the commits that two of them cover, beside readers and writers', async () => {
    const stale = new CommitLog(log.folder);
    const before = await stale.read();
    clock.ms += 11 * MINUTE;
    const swept = await sweep(log);
    expect(swept).toHaveLength(129);
    expect(listCommits(log).slice(0, 2)).toEqual(['000000000128.checkpoint.json', '000000000129.json']);
    await expect(new CommitLog(log.folder).read()).resolves.toEqual(before);
    await expect(commitChange(stale, await writeChange(log.folder))).resolves.toMatchObject({ number: 201 });
    await expect(log.read()).resolves.toMatchObject({ number: 201 });
  });

  it.each([
    ['the first', 0],
    ['any', 2],
  ])('keep %s number from being taken again after its commit was swept', async (_, number) => {
    const folder = makeDataFolder(parent);
    const commits = join(folder, 'commits');
    const replaceCommits = (by: string) => {
      rmSync(commits, { recursive: true });
      if (existsSync(by)) cpSync(by, commits, { recursive: true });
      else mkdirSync(commits);
    };
    replaceCommits(number > 0 ? early : '');
    const base = await new CommitLog(folder).read();
    expect(base.number).toBe(number);
    // Others commit, and a sweep follows, while this process stands still just before it takes its number.
    const slow = new CommitLog(folder, {
      now: () => {
        replaceCommits(join(log.folder, 'commits'));
        return Date.now();
      },
    });
    const change = { ...NO_CHANGE, addLedgers: [await writeLedger(folder)] };
    await expect(slow.append(change, base)).resolves.toBeUndefined();
    await expect(slow.read()).resolves.toEqual(await new CommitLog(log.folder).read());
    await expect(slow.append(change, base)).resolves.toBeUndefined();
  });

  it('that are the last and damaged leave the one before', async () => {
    const path = toPath('000000000192.checkpoint.json');
    writeFileSync(path, readFileSync(path).subarray(1));
    await expect(new CommitLog(log.folder).read()).resolves.toEqual(await log.read());
    writeFileSync(toPath('000000000128.checkpoint.json'), '');
    await expect(new CommitLog(log.folder).read()).rejects.toThrow(
      expect.objectContaining({ code: 'DamagedFile', message: expect.stringContaining(path) }),
    );
  });
});

describe('withFreshState', () => {
  /** A reader that reads the state, and then finds its files swept. */
  async function readSwept(reader: CommitLog, meanwhile: () => Promise<unknown>) {
    let attempts = 0;
    const answer = await withFreshState(reader, async (state) => {
      if (attempts++ === 0) await meanwhile();
      const files = await Promise.all(listFiles(state).map((file) => readCheckedFile(reader.folder, file)));
      return files.length;
    });
    return { answer, attempts };
  }

  it('answers from a newer state when files were swept', async () => {
    const { log } = makeLog();
    const old = await writeSegment(log.folder);
    await commitChange(log, { ...NO_CHANGE, addSegments: [old] });
    const { answer, attempts } = await readSwept(new CommitLog(log.folder), async () => {
      const merged = await writeSegment(log.folder);
      await commitChange(log, { ...NO_CHANGE, addSegments: [merged], removeSegments: [old.id] });
      await sweep(log, 0);
    });
    expect({ answer, attempts }).toEqual({ answer: 4, attempts: 2 });
  });

  it('says which file is missing when nothing newer was committed', async () => {
    const { log, merged } = await makeReplaced();
    const reading = readSwept(log, async () => rmSync(join(log.folder, merged.names.path)));
    await expect(reading).rejects.toThrow(
      expect.objectContaining({ code: 'DamagedFile', message: expect.stringContaining(merged.names.path) }),
    );
  });

  it('does not repeat other failures', async () => {
    const { log } = makeLog();
    const use = jest.fn().mockRejectedValue(new Error('of another kind'));
    await expect(withFreshState(log, use)).rejects.toThrow('of another kind');
    expect(use).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['IO Error: Cannot open file "/a/b.parquet": No such file or directory', true],
    ['IO Error: No files found that match the pattern "/a/b.parquet"', true],
    ['Parser Error: syntax error', false],
  ])('knows what DuckDB says: %s', (message, missing) => {
    expect(isMissingFile(new Error('Cannot answer', { cause: new Error(message) }))).toBe(missing);
  });
});

it('a check of all files does not count what was swept meanwhile as damage', async () => {
  const { log } = makeLog();
  const old = await writeSegment(log.folder);
  await commitChange(log, { ...NO_CHANGE, addSegments: [old] });
  const reader = new CommitLog(log.folder);
  const before = await reader.read();
  jest.spyOn(reader, 'read').mockImplementationOnce(async () => {
    await commitChange(log, { ...NO_CHANGE, removeSegments: [old.id] });
    await sweep(log, 0);
    return before;
  });
  await expect(findDamage(reader)).resolves.toEqual([]);
});

describe('the time of a commit', () => {
  it.each([
    ['is the clock', 5 * DAY, 4 * DAY, 5 * DAY],
    ['is not before that of the commit before it', 5 * DAY - MINUTE, 5 * DAY, 5 * DAY],
    ['does not follow a clock that was wrong by more than a day', 5 * DAY, 9 * DAY, 5 * DAY],
  ])('%s', (_, now, previous, expected) => {
    expect(toCommitTime(now, previous)).toBe(expected);
  });
});
