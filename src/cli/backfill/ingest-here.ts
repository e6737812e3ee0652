import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DayFolder } from '../../assure/aws/day-folders';
import { AuditTrailError } from '../../errors';
import type { LocalFile } from '../../local/ingest/local-log-file';
import type { IngestSource } from '../../local/ingest/plans';
import { localObjectKey, parseDeliveryTime } from '../../trail/object-key';
import { FoundFiles } from '../files/found-files';
import { ingestSource } from '../files/ingest-source';
import { toReason } from '../files/path-reasons';
import type { Io } from '../output/io';
import { connectToBucket } from '../shell/bucket-client';
import {
  type BackfillCommandOptions,
  type BucketScope,
  type FolderScope,
  isFolder,
  toBucketPart,
} from './options';

type HereOptions = BackfillCommandOptions & { local: string };

/**
 * Ingests log files into a data folder on this machine, or estimates what that takes.
 * @throws AuditTrailError `InvalidArgument` if there is no such folder; as `ingestFiles`
 */
export async function ingestHere(
  io: Io,
  scope: BucketScope | FolderScope,
  options: HereOptions,
): Promise<void> {
  const { found, source } = isFolder(scope)
    ? await findInFolder(io, scope)
    : { found: new FoundFiles(), source: await findInBucket(io, scope, options) };
  if (!options.dryRun) return ingestSource(io, found, source, options);
  const { estimateHere } = await import('./estimate-here');
  return estimateHere(io, { scope, source, found }, options);
}

/** The log files of a bucket: those of whole days, as UTC. */
async function findInBucket(io: Io, scope: BucketScope, options: HereOptions): Promise<IngestSource> {
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
  return { addresses: days.map(({ path }) => ({ bucket, prefix: path })), s3 };
}

/**
 * The log files of a copy of a bucket. Files outside of the folders of a trail have no known account, Region and day, so
 * only a scope without filters has them.
 */
async function findInFolder(
  { signal }: Io,
  scope: FolderScope,
): Promise<{ readonly found: FoundFiles; readonly source: IngestSource }> {
  const { folder } = scope;
  const { findFiles } = await import('../files/find-files');
  await stat(folder).catch((error: unknown) => {
    throw new AuditTrailError('InvalidArgument', `Cannot read ${folder}: ${toReason(error, folder)}.`, {
      cause: error,
    });
  });
  const { files, found } = await findFiles([folder], { follow: true, signal });
  return { found, source: { files: onlyInScope(files, scope) } };
}

async function* onlyInScope(files: AsyncIterable<LocalFile>, scope: FolderScope): AsyncGenerator<LocalFile> {
  for await (const file of files) if (isInScope(file, scope)) yield file;
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
