import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditTrailError, toMessage } from '../../errors';

/** A folder that only this user can read. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/**
 * Makes a folder that is removed at the end, also if the process exits before. If it is killed, the next process that
 * makes one there removes it.
 * @param parent where to make it. Default: the system's folder for temporary files.
 * @throws AuditTrailError `Configuration` if the system's folder cannot be used; otherwise, what Node throws
 */
export function makeTemporaryFolder(parent?: string): TemporaryFolder {
  const path = parent === undefined ? makeInSystemFolder(tmpdir()) : make(parent);
  const removeOnce = () => rmSync(path, { recursive: true, force: true });
  const removeAtExit = () => removeForGood(path, removeOnce);
  process.once('exit', removeAtExit);
  const remove = () => {
    process.off('exit', removeAtExit);
    removeOnce();
  };
  return { path, remove };
}

/** Makes a folder as `makeTemporaryFolder`, and removes it once `use` has ended. */
export async function withTemporaryFolder<T>(
  use: (folder: string) => Promise<T>,
  parent?: string,
): Promise<T> {
  const { path, remove } = makeTemporaryFolder(parent);
  try {
    return await use(path);
  } finally {
    remove();
  }
}

function makeInSystemFolder(parent: string): string {
  try {
    return make(parent);
  } catch (error) {
    throw new AuditTrailError(
      'Configuration',
      `Cannot make a folder for temporary files in ${parent}: ${toMessage(error)}. Set TMPDIR to a folder that exists and can be written to.`,
      { cause: error },
    );
  }
}

function make(parent: string): string {
  const prefix = toPrefix();
  removeLeftovers(parent, prefix);
  return mkdtempSync(join(parent, `${prefix}${process.pid}-`));
}

/** Numbers of processes mean nothing on another machine or in another container, which may share the folder. */
function toPrefix(): string {
  const numbers = existsSync('/proc/self/ns/pid') ? readlinkSync('/proc/self/ns/pid') : '';
  const place = createHash('sha256').update(`${hostname()} ${numbers}`).digest('hex').slice(0, 8);
  return `.ddb-audit-${place}-`;
}

/** Removes what killed processes of this user left. */
function removeLeftovers(parent: string, prefix: string): void {
  for (const name of listNames(parent)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    const path = join(parent, name);
    try {
      if (lstatSync(path).uid === process.getuid?.()) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another process removes it at the same time.
    }
  }
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // What is wrong with the folder is said when one is made in it.
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user runs, but refuses the signal.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
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
