import type { S3Client } from '@aws-sdk/client-s3';
import { AuditTrailError } from '../../errors';
import { parseRegionFolder, type RegionFolder } from '../../trail/region-folder';
import { mapInOrder } from '../in-order';
import { listPages } from './list-objects';

/** Where to look for folders of Regions, and which. */
export interface FolderSearch {
  readonly bucket: string;
  /** Empty, or a prefix that ends with `/`. */
  readonly prefix: string;
  readonly account?: string;
  readonly region?: string;
  /** Role that reads the bucket, for messages. */
  readonly readRoleArn?: string | undefined;
}

const FOLDERS_AT_ONCE = 8;
/** Folders outside of `AWSLogs/` that are looked into. */
const MAXIMUM_OTHER_FOLDERS = 1_000;

/**
 * Finds the folders of Regions in a bucket, looking only into folders that can hold some.
 * @throws AuditTrailError `ServiceFailed`; `InvalidArgument` if there are too many other folders
 */
export async function findBucketFolders(client: S3Client, search: FolderSearch): Promise<RegionFolder[]> {
  let others = 0;

  async function find(prefix: string): Promise<RegionFolder[]> {
    const found = parseRegionFolder(prefix);
    if (found) return [found];
    if (!prefix.includes('AWSLogs/') && ++others > MAXIMUM_OTHER_FOLDERS) throw tooManyFolders(search);
    const inside: string[] = [];
    for await (const { folders } of listPages(client, { ...search, prefix }, '/')) inside.push(...folders);
    const all: RegionFolder[] = [];
    const mayHold = inside.filter((folder) => mayHoldLogs(folder, search));
    for await (const folders of mapInOrder(mayHold, FOLDERS_AT_ONCE, find)) all.push(...folders);
    return all;
  }

  return find(search.prefix);
}

const IN_AWS_LOGS = /(?:^|\/)AWSLogs\/(?<inside>.*)$/s;
const INSIDE =
  /^(?:o-[a-z0-9]+\/)?(?:(?<account>\d{12})\/(?:CloudTrail(?:-Digest)?\/(?:(?<region>[a-z0-9-]+)\/)?)?)?$/;

function mayHoldLogs(folder: string, { account, region }: FolderSearch): boolean {
  const inside = IN_AWS_LOGS.exec(folder)?.groups?.inside;
  if (inside === undefined) return true;
  const groups = INSIDE.exec(inside)?.groups;
  if (!groups) return false;
  return (
    (account === undefined || groups.account === undefined || groups.account === account) &&
    (region === undefined || groups.region === undefined || groups.region === region)
  );
}

const tooManyFolders = ({ bucket, prefix }: FolderSearch) =>
  new AuditTrailError(
    'InvalidArgument',
    `s3://${bucket}/${prefix} has more than ${MAXIMUM_OTHER_FOLDERS} folders that are no AWSLogs folder. ` +
      'Specify the prefix of the trail: s3://BUCKET/PREFIX.',
  );
