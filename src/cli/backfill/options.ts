import type { DaySearch } from '../../assure/aws/day-folders';
import { AuditTrailError } from '../../errors';
import { isS3Address, parseS3Address, toFolderPrefix } from '../../local/ingest/s3-objects';
import { parseTime } from '../../query/time';
import { HOUR_MS } from '../../time';
import type { BucketPart } from '../shell/bucket-client';
import type { PlaceOptions } from '../shell/options';

export interface BackfillCommandOptions extends PlaceOptions {
  source?: string;
  queueUrl?: string;
  since?: string;
  until?: string;
  account?: string;
  eventRegion?: string;
  rate?: number;
  dryRun?: boolean;
  output: 'table' | 'json';
}

const usage = (message: string) => new AuditTrailError('InvalidArgument', message);

/** Newer log files are on their way to a deployed audit anyway. */
const NEWEST_MS = HOUR_MS;

/** Which log files of a folder on this machine to ingest. */
export interface FolderScope extends Omit<DaySearch, 'bucket' | 'prefixes'> {
  readonly folder: string;
}

/** Which log files of a bucket to ingest. */
export interface BucketScope extends DaySearch {
  /** Region of the bucket, if it is known to be another one than that of the tables. */
  readonly bucketRegion?: string | undefined;
}

/** What to connect to for a scope: whether one of its prefixes may be listed stands for all. */
export const toBucketPart = ({ bucket, prefixes, bucketRegion, readRoleArn }: BucketScope): BucketPart => ({
  ...{ bucket, prefix: prefixes[0]!, region: bucketRegion, readRoleArn },
});

export const isFolder = (scope: FolderScope | BucketScope): scope is FolderScope => 'folder' in scope;

/**
 * What to ingest, of the arguments: of a source the whole bucket.
 * @param place `s3://BUCKET`, `s3://BUCKET/PREFIX`, a folder, or undefined
 * @throws AuditTrailError `InvalidArgument`
 */
export function toBackfillScope(
  place: string | undefined,
  options: BackfillCommandOptions,
  now: number,
): FolderScope | BucketScope {
  const { source, account, eventRegion } = options;
  if ((place === undefined) === (source === undefined)) {
    throw usage('Specify one of s3://BUCKET, s3://BUCKET/PREFIX, a folder, or --source BUCKET.');
  }
  const since = options.since === undefined ? undefined : parseTime(options.since, now);
  const newest = new Date(options.local === undefined ? now - NEWEST_MS : now).toISOString();
  const until = parseTime(options.until ?? newest, now);
  if (since !== undefined && since >= until) {
    throw usage(`--since must be before --until, but is ${since}, and --until is ${until}.`);
  }
  const filters = {
    ...{ since, until },
    ...(account !== undefined && { account }),
    ...(eventRegion !== undefined && { region: eventRegion }),
  };
  const address = place ?? `s3://${source}`;
  if (!isS3Address(address)) return { ...filters, folder: address };
  const { bucket, prefix } = parseS3Address(address);
  return { ...filters, bucket, prefixes: [toFolderPrefix(prefix)] };
}

/**
 * The scope of a backfill into a deployed audit.
 * @throws AuditTrailError `InvalidArgument` for a folder
 */
export function requireBucket(scope: FolderScope | BucketScope): BucketScope {
  if (!isFolder(scope)) return scope;
  throw usage(
    `${scope.folder} is a folder, whose log files a deployed audit cannot read. ` +
      'Specify --local DIR to ingest them here, or the bucket as s3://BUCKET.',
  );
}

/**
 * Checks the options of a backfill into a data folder.
 * @throws AuditTrailError `InvalidArgument` for options that do not apply
 */
export function checkLocalOptions(options: BackfillCommandOptions): void {
  const { stack, tableName, ledgerTableName, queueUrl, rate, endpointUrl, source } = options;
  if (source !== undefined) {
    throw usage(`--source names a bucket that a deployed audit reads. With --local, specify s3://${source}.`);
  }
  const others = [stack, tableName, ledgerTableName, queueUrl, rate, endpointUrl];
  if (others.every((value) => value === undefined)) return;
  throw usage(
    '--local cannot be combined with --rate, or options of a deployed audit. Use one or the other.',
  );
}
