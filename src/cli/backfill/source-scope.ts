import { AuditTrailError } from '../../errors';
import type { Io } from '../output/io';
import { findSources } from '../shell/sources';
import type { BackfillCommandOptions, BucketScope } from './options';

/**
 * The part of a bucket that a deployed audit reads: all prefixes of its sources in this bucket.
 * @throws AuditTrailError `InvalidArgument` if it does not read the bucket; as `findSources`
 */
export async function toSourceScope(
  io: Io,
  scope: BucketScope,
  options: BackfillCommandOptions,
): Promise<BucketScope> {
  const { bucket } = scope;
  const { sources, foundIn } = await findSources(io, options);
  const found = sources.filter(({ bucketName }) => bucketName === bucket);
  const [source] = found;
  if (!source) {
    const known = [...new Set(sources.map(({ bucketName }) => bucketName))].join(', ');
    throw new AuditTrailError(
      'InvalidArgument',
      `${foundIn} names no source with the bucket ${bucket}. Its sources have: ${known}. ` +
        `To ingest from another bucket, specify s3://${bucket}.`,
    );
  }
  const { region: bucketRegion, readRoleArn } = source;
  const prefixes = [...new Set(found.flatMap((one) => one.prefixes))];
  return { ...scope, prefixes, bucketRegion, readRoleArn };
}
