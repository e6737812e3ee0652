import { Token } from 'aws-cdk-lib';
import type { DeploymentSettings } from '../../src/settings/deployment-settings';
import type { BucketAccess } from '../../src/settings/function-configuration';
import type { SourceSettings } from '../../src/settings/source-settings';

/** The Region of a source's bucket, if it is known: S3 notifies topics of the bucket's own Region only. */
function toBucketRegion(source: SourceSettings): string | undefined {
  if (source.type !== 'existingTopic') return undefined;
  if (source.bucketRegion !== undefined) return source.bucketRegion;
  return Token.isUnresolved(source.topicArn) ? undefined : source.topicArn.split(':')[3];
}

/** How the ingest function reads the buckets of sources that are in another Region, or need a role. */
export const bucketAccesses = ({ sources }: DeploymentSettings, ownRegion: string): BucketAccess[] =>
  sources.flatMap((source) => {
    if (source.type === 'newTrail') return [];
    const { bucketName, readRoleArn } = source;
    const region = toBucketRegion(source);
    const isElsewhere = region !== undefined && region !== ownRegion;
    if (!isElsewhere && readRoleArn === undefined) return [];
    return [
      {
        bucketName,
        ...(isElsewhere && { region }),
        ...(readRoleArn !== undefined && { readRoleArn }),
      },
    ];
  });

/**
 * Buckets whose silence has an alarm of its own: all existing ones, if there is more than one source. With
 * one source, the alarm for all files together is enough.
 */
export function watchedBuckets({ sources }: DeploymentSettings): string[] {
  if (sources.length < 2) return [];
  const names = sources.flatMap((source) => source.bucketName ?? []);
  return [...new Set(names)].filter((name) => !Token.isUnresolved(name));
}
