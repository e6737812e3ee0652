import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { METADATA_ENDING, unavailable } from './object-files';

/** A folder of an account and Region, or a part of one, such as a month. */
export interface RegionFolder {
  readonly path: string;
  /** What the path starts with before `AWSLogs/`. */
  readonly root: string;
  readonly organizationId?: string;
  readonly accountId: string;
  readonly region: string;
  readonly kind: 'CloudTrail' | 'CloudTrail-Digest';
}

const REGION_FOLDER =
  /^(?<root>.*\/)?AWSLogs\/(?:(?<organizationId>o-[a-z0-9]+)\/)?(?<accountId>\d{12})\/(?<kind>CloudTrail|CloudTrail-Digest)\/(?<region>[a-z0-9-]+)(?:\/|$)/s;

/**
 * Finds the folders of Regions, below a path or above it: a month of a Region is found as that month.
 * @param path absolute, with `/` between folders
 * @throws AuditTrailError `ObjectUnavailable`
 */
export async function* findRegionFolders(path: string): AsyncGenerator<RegionFolder> {
  const groups = REGION_FOLDER.exec(path)?.groups;
  if (groups) {
    const { root = '', organizationId, accountId = '', region = '', kind } = groups;
    const place = { accountId, region, ...(organizationId && { organizationId }) };
    yield { path, root, ...place, kind: kind as RegionFolder['kind'] };
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
