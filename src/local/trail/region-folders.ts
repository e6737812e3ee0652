import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { parseRegionFolder, type RegionFolder } from '../../trail/region-folder';
import { METADATA_ENDING, unavailable } from './object-files';

/**
 * Finds the folders of Regions, below a path or above it: a month of a Region is found as that month.
 * @param path absolute, with `/` between folders
 * @throws AuditTrailError `ObjectUnavailable`
 */
export async function* findRegionFolders(path: string): AsyncGenerator<RegionFolder> {
  const folder = parseRegionFolder(path);
  if (folder) {
    yield folder;
    return;
  }
  for (const entry of await readFolder(path)) {
    if (entry.isDirectory()) yield* findRegionFolders(`${path}/${entry.name}`);
  }
}

/**
 * Lists the files in a folder and below it, in order, without saved metadata. Links are not followed.
 * @throws AuditTrailError `ObjectUnavailable`
 */
export async function* listFiles(path: string): AsyncGenerator<string> {
  for (const entry of await readFolder(path)) {
    const inside = `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* listFiles(inside);
    else if (entry.isFile() && !entry.name.endsWith(METADATA_ENDING)) yield inside;
  }
}

async function readFolder(path: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    throw unavailable(path, error);
  }
}
