import type { CommitLog } from './commit-log';
import { toSystemCode } from './folder-error';
import type { FolderState } from './folder-state';

const ATTEMPTS = 5;
/** How DuckDB says that a file is gone. */
const GONE = /No such file or directory|No files found that match/;

/**
 * Answers from the newest state, and again from a newer one if files that the state names were swept
 * meanwhile.
 * @throws what `use` throws, when nothing newer was committed or after 5 attempts
 */
export async function withFreshState<T>(log: CommitLog, use: (state: FolderState) => Promise<T>): Promise<T> {
  let state = await log.read();
  for (let attempt = 1; ; attempt++) {
    try {
      return await use(state);
    } catch (error) {
      const fresh = attempt < ATTEMPTS && isMissingFile(error) ? await log.read() : state;
      if (fresh.number === state.number) throw error;
      state = fresh;
    }
  }
}

/** Whether an error, or one of its causes, says that a file is gone. */
export function isMissingFile(thrown: unknown): boolean {
  const { message, cause } = (thrown ?? {}) as Partial<Error>;
  if (toSystemCode(thrown) === 'ENOENT' || GONE.test(message ?? '')) return true;
  return cause !== undefined && isMissingFile(cause);
}
