import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes a folder that only this user can read, and removes it at the end, also if the process exits before.
 * @param parent where to make it. Default: the system's folder for temporary files.
 */
export async function withTemporaryFolder<T>(
  use: (folder: string) => Promise<T>,
  parent: string = tmpdir(),
): Promise<T> {
  const folder = mkdtempSync(join(parent, '.ddb-audit-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const removeAtExit = () => removeForGood(folder, remove);
  process.once('exit', removeAtExit);
  try {
    return await use(folder);
  } finally {
    process.off('exit', removeAtExit);
    remove();
  }
}

const PAUSE_MS = 20;
/** Looks at a folder that is gone, and all looks at it, at most. */
const [LOOKS, MAXIMUM_LOOKS] = [5, 100];

/** Threads of DuckDB that are being stopped may write once more, for which DuckDB makes the folder again. */
function removeForGood(folder: string, remove: () => void): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let gone = 0, looks = 0; gone < LOOKS && looks < MAXIMUM_LOOKS; gone++, looks++) {
    if (existsSync(folder)) {
      gone = 0;
      try {
        remove();
      } catch {
        // A file was made meanwhile. The next look finds it.
      }
    }
    Atomics.wait(clock, 0, 0, PAUSE_MS);
  }
}
