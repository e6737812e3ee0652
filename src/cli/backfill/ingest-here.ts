import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DayFolder } from '../../assure/aws/day-folders';
import { AuditTrailError } from '../../errors';
import type { LocalFile } from '../../local/ingest/local-log-file';
import { localObjectKey, parseDeliveryTime } from '../../trail/object-key';
import { ingestSource } from '../files/ingest-source';
import { toReason } from '../files/path-reasons';
import type { Io } from '../output/io';
import { connectToBucket } from '../shell/bucket-client';
import { type BackfillCommandOptions, type BucketScope, type FolderScope, toBucketPart } from './options';

type HereOptions = BackfillCommandOptions & { local: string };

/**
 * Ingests the log files of a bucket into a data folder on this machine: of whole days, as UTC.
 * @throws AuditTrailError as `ingestFiles`
 */
export async function ingestBucketHere(io: Io, scope: BucketScope, options: HereOptions): Promise<void> {
  const { findDayFolders } = await import('../../assure/aws/day-folders');
  const { bucket } = scope;
  const client = await connectToBucket(io, options, toBucketPart(scope));
  const days: DayFolder[] = [];
  let region: string;
  try {
    for await (const place of findDayFolders(client, scope)) days.push(...place.days);
    region = await client.config.region();
  } finally {
    client.destroy();
  }
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = io.env;
  const s3 = { profile: options.profile, region, endpointUrl: AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL };
  const addresses = days.map(({ path }) => ({ bucket, prefix: path }));
  await ingestSource(io, NOTHING_FOUND, { addresses, s3 }, options);
}

/**
 * Ingests the log files of a copy of a bucket into a data folder on this machine. Files outside of the folders of a
 * trail have no known account, Region and day, so only a scope without filters has them.
 * @throws AuditTrailError `InvalidArgument` if there is no such folder; as `ingestFiles`
 */
export async function ingestFolderHere(io: Io, scope: FolderScope, options: HereOptions): Promise<void> {
  const { folder } = scope;
  const { findFiles } = await import('../files/find-files');
  await stat(folder).catch((error: unknown) => {
    throw new AuditTrailError('InvalidArgument', `Cannot read ${folder}: ${toReason(error, folder)}.`, {
      cause: error,
    });
  });
  const found = await findFiles([folder], { follow: true });
  const files = found.files.filter((file) => isInScope(file, scope));
  await ingestSource(io, found, { files }, options);
}

function isInScope({ name }: LocalFile, { account, region, since, until }: FolderScope): boolean {
  const { object } = localObjectKey(resolve(name));
  if (object.kind === 'skipped') return false;
  const time = parseDeliveryTime(name);
  const isAfter = since === undefined || (time !== undefined && time >= Date.parse(since));
  return (
    isAfter &&
    (time === undefined || time < Date.parse(until)) &&
    (account === undefined || account === object.accountId) &&
    (region === undefined || region === object.region)
  );
}

const NOTHING_FOUND = { files: [], named: [], failures: [], skipped: [], otherFiles: 0, linksOutside: [] };
