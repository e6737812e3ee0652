import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NO_CHANGE } from '../../../src/local/folder/commit';
import { CommitLog } from '../../../src/local/folder/commit-log';
import { findDamage } from '../../../src/local/folder/find-damage';
import { sweep } from '../../../src/local/folder/sweep';
import {
  commitChange,
  commitLedgers,
  makeDataFolder,
  writeChange,
  writeCoverage,
} from '../../support/made-up-folders';
import { temporaryFolder } from '../../support/temporary-folder';

const MINUTE = 60_000;
const parent = temporaryFolder();

/** A folder in which something was verified. */
async function makeVerified() {
  const log = new CommitLog(makeDataFolder(parent));
  const coverage = await writeCoverage(log.folder);
  await commitChange(log, await writeChange(log.folder));
  await commitChange(log, { ...NO_CHANGE, coverage });
  return { log, coverage };
}

describe('the coverage of a data folder', () => {
  it('remains when log files are ingested', async () => {
    const { log, coverage } = await makeVerified();
    await commitChange(log, await writeChange(log.folder));
    await expect(new CommitLog(log.folder).read()).resolves.toMatchObject({ coverage });
  });

  it('is read from a checkpoint', async () => {
    const { log, coverage } = await makeVerified();
    await commitLedgers(log, 70);
    rmSync(join(log.folder, 'commits/000000000001.json'));
    await expect(new CommitLog(log.folder).read()).resolves.toMatchObject({ coverage });
  });

  it('of an earlier verification is swept once another one replaced it', async () => {
    const { log, coverage } = await makeVerified();
    const next = await writeCoverage(log.folder);
    const { time } = await commitChange(log, { ...NO_CHANGE, coverage: next });
    await expect(sweep(log)).resolves.toEqual([]);
    const later = new CommitLog(log.folder, { now: () => Date.parse(time) + 11 * MINUTE });
    expect((await sweep(later)).toSorted()).toEqual([coverage.days.path, coverage.named.path]);
    expect(existsSync(join(log.folder, next.days.path))).toBe(true);
    await expect(findDamage(log)).resolves.toEqual([]);
  });

  it('is found to be damaged, and the message says how to replace it', async () => {
    const { log, coverage } = await makeVerified();
    appendFileSync(join(log.folder, coverage.named.path), '!');
    await expect(findDamage(log)).resolves.toEqual([
      expect.objectContaining({
        code: 'DamagedFile',
        message: expect.stringMatching(
          /-named\.parquet is damaged: .*\. Verify the log files again: ddb-audit verify /,
        ),
      }),
    ]);
  });

  it('can be stored in a folder of an earlier version', async () => {
    const log = new CommitLog(makeDataFolder(parent));
    rmSync(join(log.folder, 'coverage'), { recursive: true });
    await commitChange(log, await writeChange(log.folder));
    await expect(sweep(log)).resolves.toEqual([]);
    const coverage = await writeCoverage(log.folder);
    await expect(commitChange(log, { ...NO_CHANGE, coverage })).resolves.toMatchObject({ coverage });
  });
});
