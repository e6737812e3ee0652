import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { toReadError } from './check-file';
import { toSystemCode } from './folder-error';
import { COMMITS } from './log-names';
import { replaceFile } from './publish';
import { damagedFile } from './sealed-text';

/** Version of the folder's own layout: the marker, the commits, the files that they name. */
export const FOLDER_VERSION = 2;
/** The file that makes a folder a data folder. */
export const MARKER = 'ddb-audit.json';

const markerSchema = z.object({
  version: z.number(),
  /** Number of a late commit: that many were made, or more. Absent in folders of earlier versions of the program. */
  commits: z.number().int().nonnegative().optional(),
});
type Marker = z.infer<typeof markerSchema>;

export const formatMarker = (commits: number): string =>
  JSON.stringify({ kind: 'ddb-audit data folder', version: FOLDER_VERSION, commits });

/** @throws AuditTrailError `DamagedFile` */
export function parseMarker(path: string, text: string): Marker {
  try {
    return markerSchema.parse(JSON.parse(text));
  } catch (error) {
    throw damagedFile(path, 'it does not tell its version', error);
  }
}

/**
 * How many commits a data folder has at least. The chain of commits shows which one is missing before the newest, but
 * not that the newest ones are.
 * @throws AuditTrailError `DamagedFile`, `Configuration`
 */
export async function readCommitsMade(folder: string): Promise<number> {
  const path = join(folder, MARKER);
  try {
    const { commits } = parseMarker(path, await readFile(path, 'utf8'));
    // The ledger is written just before a commit, so where a part of it is, there was one.
    return commits ?? Math.min(1, (await readdir(join(folder, 'files'))).length);
  } catch (error) {
    throw toSystemCode(error) ? toReadError(path, error) : error;
  }
}

/** Of processes that commit at once, the last one to write may say less than another: it is a lower bound. */
export const writeCommitsMade = (folder: string, commits: number): Promise<void> =>
  replaceFile(join(folder, MARKER), Buffer.from(formatMarker(commits)), join(folder, COMMITS));
