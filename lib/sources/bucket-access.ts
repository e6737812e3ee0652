import { Token } from 'aws-cdk-lib';
import type { SourceLocation } from '../../src/settings/assure-configuration';
import type { DeploymentSettings } from '../../src/settings/deployment-settings';
import type { BucketAccess } from '../../src/settings/function-configuration';
import type { SourceSettings } from '../../src/settings/source-settings';
import { keyPrefixes } from './log-files';

/** The Region of a source's bucket, if it is known: S3 notifies topics of the bucket's own Region only. */
function toBucketRegion(source: SourceSettings): string | undefined {
  if (source.type !== 'existingTopic') return undefined;
  if (source.bucketRegion !== undefined) return source.bucketRegion;
  return Token.isUnresolved(source.topicArn) ? undefined : source.topicArn.split(':')[3];
}

/** How to read the bucket of a source that exists. */
function toAccess(source: Exclude<SourceSettings, { type: 'newTrail' }>, ownRegion: string): BucketAccess {
  const { bucketName, readRoleArn } = source;
  const region = toBucketRegion(source);
  return {
    bucketName,
    ...(region !== undefined && region !== ownRegion && { region }),
    ...(readRoleArn !== undefined && { readRoleArn }),
  };
}

/** How the ingest function reads the buckets of sources that are in another Region, or need a role. */
export const bucketAccesses = ({ sources }: DeploymentSettings, ownRegion: string): BucketAccess[] =>
  sources
    .flatMap((source) => (source.type === 'newTrail' ? [] : [toAccess(source, ownRegion)]))
    .filter(({ region, readRoleArn }) => region !== undefined || readRoleArn !== undefined);

/**
 * Where the log files and digests of all sources are, and how to read them.
 * @param newTrailBucket name of the bucket of a source of type `newTrail`
 */
export const sourceLocations = (
  { sources }: DeploymentSettings,
  ownRegion: string,
  newTrailBucket: string | undefined,
): SourceLocation[] =>
  sources.flatMap((source) => {
    if (source.type === 'newTrail') {
      return newTrailBucket === undefined
        ? []
        : [
            {
              bucketName: newTrailBucket,
              prefixes: keyPrefixes({ bucketName: newTrailBucket, prefixes: [''] }),
            },
          ];
    }
    return [{ ...toAccess(source, ownRegion), prefixes: keyPrefixes(source) }];
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
