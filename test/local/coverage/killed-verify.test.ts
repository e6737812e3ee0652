import { join } from 'node:path';
import { CommitLog } from '../../../src/local/folder/commit-log';
import { findDamage } from '../../../src/local/folder/find-damage';
import { runAndKill } from '../../support/run-and-kill';
import { temporaryFolder } from '../../support/temporary-folder';
import { timeoutFor } from '../../support/timeout';
import { readKnownCoverage, VerifiedFolders } from '../../support/verified-folders';

const folders = new VerifiedFolders(temporaryFolder());

/** Starts a process that verifies, and kills it some time after it has stored a result. */
function verifyAndKill(logs: string, local: string, afterMs: number): Promise<string[]> {
  const program = join(__dirname, '../../support/verify-until-killed.ts');
  const words = ['verify', logs, '--local', local, '--public-keys', folders.keys];
  return runAndKill(['--import', 'tsx', program, ...words], afterMs);
}

it(
  'a verification that is killed leaves what was stored, beside others that store and ingest',
  async () => {
    const local = folders.create();
    const chains = ['111122223333', '444455556666'].map((account) => folders.chain({ account }).addHours(2));
    for (const chain of chains) await folders.ingest(local, chain.logFiles);
    const logs = chains.map((chain) => folders.copy(chain.objects));
    const killed = [20, 70, 130].map((ms, index) => verifyAndKill(logs[index % 2]!, local, ms));
    const more = folders.chain({ region: 'eu-west-1' }).addHours(2);
    for (const file of more.logFiles) await folders.ingest(local, [file]);
    const exitCodes = (await Promise.all(killed)).flat();
    expect(exitCodes.length).toBeGreaterThan(2);
    expect(new Set(exitCodes)).toEqual(new Set(['0']));
    await expect(findDamage(new CommitLog(local))).resolves.toEqual([]);
    await expect(readKnownCoverage(local)).resolves.toMatchObject({
      ...{ expected: 3, proven: 2, digests: 4, files: 12 },
      exceptions: [{ region: 'eu-west-1', state: 'notProvable' }],
    });
  },
  timeoutFor(6),
);
