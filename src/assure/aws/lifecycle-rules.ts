import {
  GetBucketLifecycleConfigurationCommand,
  type S3Client,
  type LifecycleRule as S3LifecycleRule,
  type Transition,
} from '@aws-sdk/client-s3';
import { AuditTrailError, toMessage } from '../../errors';
import type { LifecycleRule, LifecycleTime } from '../lifecycle/log-file-lifecycle';
import { findDenial } from './s3-errors';

/** The rules of a bucket, or why they cannot be read. */
export type ReadLifecycle = { readonly rules: readonly LifecycleRule[] } | { readonly reason: string };

/** Objects in these must be restored before they can be read. Those in GLACIER_IR can be read at once. */
const ARCHIVES: readonly (string | undefined)[] = ['GLACIER', 'DEEP_ARCHIVE'];

/**
 * Reads the lifecycle rules of a bucket that are enabled.
 * @throws AuditTrailError `ServiceFailed` if S3 does not answer; the reason of the signal
 */
export async function readLifecycleRules(
  client: S3Client,
  bucket: string,
  signal?: AbortSignal,
): Promise<ReadLifecycle> {
  try {
    const command = new GetBucketLifecycleConfigurationCommand({ Bucket: bucket });
    const { Rules = [] } = await client.send(command, signal && { abortSignal: signal });
    return { rules: Rules.filter(({ Status }) => Status === 'Enabled').map(toRule) };
  } catch (error) {
    signal?.throwIfAborted();
    if ((error as Error).name === 'NoSuchLifecycleConfiguration') return { rules: [] };
    const permission = findDenial(error, `s3:GetLifecycleConfiguration on arn:aws:s3:::${bucket}`);
    if (permission !== undefined) return { reason: `missing permission ${permission}` };
    const message = `Cannot read the lifecycle rules of ${bucket}: ${toMessage(error)}`;
    throw new AuditTrailError('ServiceFailed', message, { cause: error });
  }
}

function toRule({
  ID = '',
  Prefix,
  Filter,
  Expiration,
  Transitions = [],
  NoncurrentVersionExpiration,
}: S3LifecycleRule): LifecycleRule {
  const deletes = Expiration && toTime(Expiration);
  const oldVersionsDays = NoncurrentVersionExpiration?.NoncurrentDays;
  return {
    id: ID,
    // Rules from before filters have a prefix of their own.
    prefix: Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? '',
    isTagged: Filter?.Tag !== undefined || (Filter?.And?.Tags?.length ?? 0) > 0,
    ...(deletes && { deletes }),
    archives: Transitions.flatMap(toArchive),
    ...(oldVersionsDays !== undefined && { deletesOldVersionsAfterDays: oldVersionsDays }),
  };
}

function toArchive(transition: Transition): LifecycleRule['archives'][number][] {
  const time = toTime(transition);
  const { StorageClass } = transition;
  return time && StorageClass && ARCHIVES.includes(StorageClass)
    ? [{ ...time, storageClass: StorageClass }]
    : [];
}

/** @returns undefined for a rule that only removes delete markers */
function toTime({
  Days,
  Date: date,
}: {
  Days?: number | undefined;
  Date?: Date | undefined;
}): LifecycleTime | undefined {
  if (Days !== undefined) return { afterDays: Days };
  return date && { on: date.toISOString() };
}
