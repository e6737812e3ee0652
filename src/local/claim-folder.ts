import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditTrailError } from '../errors';

/** Version of the folder's own layout: the marker, the database, the published engine. */
const FOLDER_VERSION = 1;
const MARKER = 'ddb-audit.json';

const configuration = (message: string, cause?: unknown) =>
  new AuditTrailError('Configuration', message, { cause });

/**
 * Checks that a folder is a data folder before anything opens a database in it. With `create`, a
 * missing or empty folder becomes one. Synchronous, because nothing can start before it is done.
 * @returns the folder's real path, the same in all processes that share it.
 * @throws AuditTrailError `NotFound` when there is no data folder; `Configuration` when the folder
 * holds something else, or was laid out by another version.
 */
export function claimFolder(dir: string, create: boolean): string {
  const entries = listEntries(dir);
  if (entries?.includes(MARKER)) {
    checkMarker(dir);
  } else if (entries?.some((name) => !name.startsWith(MARKER))) {
    throw configuration(
      `${dir} is not a ddb-audit data folder: it contains other files and no ${MARKER}. Specify an empty or new folder.`,
    );
  } else if (!create) {
    throw new AuditTrailError(
      'NotFound',
      `Data folder ${dir} does not exist. Create it with: ddb-audit ingest PATH... --local ${dir}`,
    );
  } else {
    mark(dir);
  }
  return realpathSync(dir);
}

function listEntries(dir: string): string[] | undefined {
  try {
    return readdirSync(dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw configuration(
      code === 'ENOTDIR' ? `${dir} is a file, not a folder.` : `Cannot read ${dir}: ${code}.`,
      error,
    );
  }
}

function checkMarker(dir: string): void {
  let version: unknown;
  try {
    ({ version } = JSON.parse(readFileSync(join(dir, MARKER), 'utf8')));
  } catch (error) {
    throw configuration(`Cannot read ${join(dir, MARKER)}: ${(error as Error).message}`, error);
  }
  if (version !== FOLDER_VERSION) {
    throw configuration(
      `${dir} is a data folder of version ${version}, but this ddb-audit reads version ${FOLDER_VERSION}. Ingest the log files into a new folder.`,
    );
  }
}

/** Writes the marker first and renames it into place, so that no process sees half of it. */
function mark(dir: string): void {
  const written = join(dir, `${MARKER}.${randomUUID()}`);
  try {
    // The folder will contain evidence, so only this user may read it.
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    writeFileSync(written, JSON.stringify({ kind: 'ddb-audit data folder', version: FOLDER_VERSION }));
    renameSync(written, join(dir, MARKER));
  } catch (error) {
    throw configuration(`Cannot create a data folder in ${dir}: ${(error as Error).message}`, error);
  }
}
