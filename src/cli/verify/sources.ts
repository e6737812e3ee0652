import type { Io } from '../output/io';
import type { BucketPart } from '../shell/bucket-client';
import { findSources } from '../shell/sources';
import { namesTables, usage, type VerifyCommandOptions } from './options';

/** The parts of buckets that an audit reads. */
export interface FoundParts {
  readonly parts: readonly BucketPart[];
  /** Where they were found, such as `Stack Audit`. */
  readonly foundIn: string;
}

/**
 * Finds the buckets and prefixes of the sources of the audit that the options or the environment name.
 * @throws AuditTrailError `InvalidArgument` if no deployed audit is named; as `findSources`
 */
export async function findParts(io: Io, options: VerifyCommandOptions): Promise<FoundParts> {
  if (options.local !== undefined || !namesTables(io, options)) {
    throw usage(
      'Specify the trail to verify: s3://BUCKET, or a folder with a copy of it. ' +
        'To verify the sources of a deployed audit, specify --stack NAME, or --table-name and --ledger-table-name.',
    );
  }
  const { sources, foundIn } = await findSources(io, options);
  const parts = sources.flatMap(({ bucketName, prefixes, region, readRoleArn }) =>
    prefixes.map((prefix): BucketPart => ({ bucket: bucketName, prefix, region, readRoleArn })),
  );
  return { parts, foundIn };
}
