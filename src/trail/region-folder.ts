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

/** Reads a path of a folder; undefined unless it is the folder of a Region, or below one. */
export function parseRegionFolder(path: string): RegionFolder | undefined {
  const groups = REGION_FOLDER.exec(path)?.groups;
  if (!groups) return undefined;
  const { root = '', organizationId, accountId = '', region = '', kind } = groups;
  const place = { accountId, region, ...(organizationId && { organizationId }) };
  return { path, root, ...place, kind: kind as RegionFolder['kind'] };
}
