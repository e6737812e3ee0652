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
 * Makes sure that a folder is a data folder of ours before anything opens a database in it. A folder
 * that is empty or not there is made one if `create` says so. Synchronous, because nothing else can
 * begin before it.
 * @returns the folder's real path, the same for all who share it.
 * @throws AuditTrailError `NotFound` when there is no data folder; `Configuration` when the folder
 * holds something else, or was laid out by another version.
 */
export function claimFolder(dir: string, create: boolean): string {
  const entries = listEntries(dir);
  if (entries?.includes(MARKER)) {
    checkMarker(dir);
  } else if (entries?.some((name) => !name.startsWith(MARKER))) {
    throw configuration(
      `${dir} is not a data folder of ddb-audit: it holds other files and no ${MARKER}. Name an empty or a new folder.`,
    );
  } else if (!create) {
    throw new AuditTrailError(
      'NotFound',
      `There is no data folder ${dir}. 'ddb-audit ingest PATH... --local ${dir}' makes one.`,
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
      code === 'ENOTDIR' ? `${dir} is a file, not a folder.` : `${dir} cannot be read: ${code}.`,
      error,
    );
  }
}

function checkMarker(dir: string): void {
  let version: unknown;
  try {
    ({ version } = JSON.parse(readFileSync(join(dir, MARKER), 'utf8')));
  } catch (error) {
    throw configuration(`${join(dir, MARKER)} cannot be read.`, error);
  }
  if (version !== FOLDER_VERSION) {
    throw configuration(
      `${dir} has data folder version ${version}, and this ddb-audit reads version ${FOLDER_VERSION}. Ingest the log files into a new folder.`,
    );
  }
}

/** The marker is the first thing in a new folder, and never seen half written. */
function mark(dir: string): void {
  const written = join(dir, `${MARKER}.${randomUUID()}`);
  try {
    // What it will hold is evidence: for this user alone.
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    writeFileSync(written, JSON.stringify({ kind: 'ddb-audit data folder', version: FOLDER_VERSION }));
    renameSync(written, join(dir, MARKER));
  } catch (error) {
    throw configuration(`${dir} cannot be made a data folder: ${(error as Error).message}`, error);
  }
}
