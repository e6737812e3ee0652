import { join } from 'node:path';
import { CommitLog } from '../../../src/local/folder/commit-log';
import { findDamage } from '../../../src/local/folder/find-damage';
import { commitChange, makeDataFolder, writeChange } from '../../support/made-up-folders';
import { runAndKill } from '../../support/run-and-kill';
import { temporaryFolder } from '../../support/temporary-folder';
import { timeoutFor } from '../../support/timeout';

const parent = temporaryFolder();

/** Starts a process that commits, and kills it some time after its first commit. */
function commitAndKill(folder: string, afterMs: number, links: string): Promise<string[]> {
  const program = join(__dirname, '../../support/append-until-killed.ts');
  return runAndKill(['--require', 'tsx/cjs', program, folder, links], afterMs);
}

it.each([
  ['with', 'links'],
  ['without', 'no-links'],
])(
  'a process that is killed leaves a whole folder, beside others that commit, %s hard links',
  async (_, links) => {
    const folder = makeDataFolder(parent);
    const committed = (await Promise.all([3, 17, 41].map((ms) => commitAndKill(folder, ms, links)))).flat();
    expect(committed.length).toBeGreaterThan(2);
    const log = new CommitLog(folder);
    const { segments, ledgers } = await log.read();
    expect([...segments.keys()]).toEqual(expect.arrayContaining(committed));
    expect(ledgers.size).toBe(segments.size);
    await expect(findDamage(log)).resolves.toEqual([]);
    await expect(commitChange(log, await writeChange(folder))).resolves.toMatchObject({
      number: segments.size + 1,
    });
  },
  timeoutFor(6),
);
