import type { S3Client } from '@aws-sdk/client-s3';
import type { SourceLocation } from '../src/settings/assure-configuration';
import type { ObjectPlace } from '../src/trail/object-place';
import { logFileClients } from './log-file-clients';

/** The buckets and prefixes that may be read, and the clients to read them with. */
export interface SourceAccess {
  readonly sources: readonly SourceLocation[];
  /** Whether an object lies in one of the sources. */
  mayRead(place: ObjectPlace): boolean;
  /** The client for a bucket: in its Region, with its role. */
  toClient(bucket: string): S3Client;
}

export function sourceAccess(sources: readonly SourceLocation[]): SourceAccess {
  const toClient = logFileClients(sources);
  return {
    sources,
    mayRead: ({ bucket, key }) =>
      sources.some(
        ({ bucketName, prefixes }) =>
          bucketName === bucket && prefixes.some((prefix) => key.startsWith(prefix)),
      ),
    toClient,
  };
}
