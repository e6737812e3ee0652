import { AuditTrailError } from '../../errors';
import type { Io } from '../output/io';
import { openDeployedLedger } from '../shell/deployed-ledger';
import { namesTables, usage, type VerifyCommandOptions } from './options';

/** A part of a bucket to verify. */
export interface BucketPart {
  readonly bucket: string;
  /** Empty, or a prefix that ends with `/`. */
  readonly prefix: string;
  /** Region of the bucket, if it is known to be another one than that of the tables. */
  readonly region?: string | undefined;
}

/** The sources of an audit. */
export interface FoundSources {
  readonly parts: readonly [BucketPart, ...BucketPart[]];
  /** Where they were found, such as `Stack Audit`. */
  readonly foundIn: string;
}

const NOT_IN_STACK =
  'An older version was deployed. Deploy the stack again with this version, or specify s3://BUCKET.';
const NOT_IN_LEDGER =
  'The assure function writes them into the ledger within an hour after a deployment. ' +
  'Until then, specify --stack NAME or s3://BUCKET.';

/**
 * Finds the buckets and prefixes of the sources of the audit that the options or the environment name: in the outputs
 * of its stack, or in its ledger.
 * @throws AuditTrailError `InvalidArgument` if no deployed audit is named; `Configuration` if it does not say its sources;
 *   as `openDeployedLedger`
 */
export async function findSources(io: Io, options: VerifyCommandOptions): Promise<FoundSources> {
  if (options.local !== undefined || !namesTables(io, options)) {
    throw usage(
      'Specify the trail to verify: s3://BUCKET, or a folder with a copy of it. ' +
        'To verify the sources of a deployed audit, specify --stack NAME, or --table-name and --ledger-table-name.',
    );
  }
  const { client, readDeployment } = await openDeployedLedger(io, options);
  try {
    const { foundIn, names } = await readDeployment();
    const { parseSources } = await import('../../settings/assure-configuration');
    const sources = names.Sources === undefined ? [] : parseSources(names.Sources, foundIn);
    const [part, ...others] = sources.flatMap(({ bucketName, prefixes, region }) =>
      prefixes.map((prefix): BucketPart => ({ bucket: bucketName, prefix, region })),
    );
    if (part) return { parts: [part, ...others], foundIn };
    throw new AuditTrailError(
      'Configuration',
      `${foundIn} does not name the buckets of its sources. ${foundIn.startsWith('Ledger') ? NOT_IN_LEDGER : NOT_IN_STACK}`,
    );
  } finally {
    client.destroy();
  }
}
