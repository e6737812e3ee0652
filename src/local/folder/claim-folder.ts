import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AuditTrailError } from '../../errors';
import { FILE_FOLDERS } from './commit';
import { toFolderError, toSystemCode } from './folder-error';
import { COMMITS } from './log-names';
import { FOLDER_VERSION, formatMarker, MARKER, parseMarker } from './marker';

const PARTS: readonly string[] = [COMMITS, ...FILE_FOLDERS];

/**
 * Checks that a folder is a data folder before anything in it is read. With `create`, a missing or empty
 * folder becomes one.
 * @returns the folder's real path
 * @throws AuditTrailError `NotFound` when there is no data folder; `InvalidArgument` for an empty name;
 * `Configuration` when the folder holds something else, was laid out by another version, or cannot be written;
 * `DamagedFile` when its marker cannot be understood
 */
export function claimFolder(dir: string, create: boolean): string {
  // Joined with a name, it would be the current folder.
  if (dir === '') {
    throw new AuditTrailError('InvalidArgument', 'The name of the data folder is empty. Specify a folder.');
  }
  const marker = join(dir, MARKER);
  const names = listNames(dir);
  const foreign = names.some((name) => !name.startsWith(MARKER) && !isEmptyPart(dir, name));
  // Looked for last: another process may be creating the same folder.
  if (existsSync(marker)) {
    const version = readVersion(marker);
    if (version !== FOLDER_VERSION) throw otherVersion(dir, version);
  } else if (foreign) {
    throw new AuditTrailError(
      'Configuration',
      `${dir} is not a ddb-audit data folder: it contains other files and no ${MARKER}. Specify an empty or new folder.`,
    );
  } else if (create) {
    makeFolder(dir, marker);
  } else {
    throw new AuditTrailError(
      'NotFound',
      `Data folder ${dir} does not exist. Create it with: ddb-audit ingest PATH... --local ${dir}`,
    );
  }
  return realpathSync(dir);
}

function listNames(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    const code = toSystemCode(error);
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') {
      throw new AuditTrailError('Configuration', `${dir} is a file, not a folder.`, { cause: error });
    }
    throw toFolderError(`Cannot read ${dir}`, error);
  }
}

function readVersion(marker: string): number {
  try {
    return parseMarker(marker, readFileSync(marker, 'utf8')).version;
  } catch (error) {
    throw toSystemCode(error) ? toFolderError(`Cannot read ${marker}`, error) : error;
  }
}

function otherVersion(dir: string, version: number): AuditTrailError {
  return new AuditTrailError(
    'Configuration',
    version === 1
      ? `${dir} was made by ddb-audit 0.1. Ingest the log files again into a new folder: ddb-audit ingest PATH... --local NEW_FOLDER`
      : `${dir} is a data folder of version ${version}, but this ddb-audit reads version ${FOLDER_VERSION}. Use the ddb-audit that made it, or ingest the log files into a new folder.`,
  );
}

/** A folder that was made just before its marker. */
const isEmptyPart = (dir: string, name: string): boolean =>
  PARTS.includes(name) && listNames(join(dir, name)).length === 0;

/** The folder will hold evidence, so only this user may read it. */
function makeFolder(dir: string, marker: string): void {
  try {
    for (const name of PARTS) mkdirSync(join(dir, name), { recursive: true, mode: 0o700 });
    // Last, and renamed into place as a whole: where a marker is, nothing is missing.
    const written = `${marker}.${randomUUID()}`;
    writeFileSync(written, formatMarker(0), { mode: 0o600 });
    renameSync(written, marker);
  } catch (error) {
    throw toFolderError(`Cannot create a data folder in ${dir}`, error);
  }
}
