import type { S3Client } from '@aws-sdk/client-s3';
import type { ObjectPlace } from '../../trail/object-place';
import type { TrailPlace, TrailSource } from '../trail-source';
import type { FolderSearch } from './bucket-folders';
import { trailBucket } from './trail-bucket';

/** A part of a bucket, and the client to read it with. */
export interface SearchedBucket {
  readonly client: S3Client;
  readonly search: FolderSearch;
}

/**
 * Several buckets, or parts of buckets, as one source: a trail may deliver to one after the other. No two parts may
 * overlap.
 * @param parts at least one. Its client also reads what digests name in buckets that are not among them.
 * @throws AuditTrailError from its methods: those of `trailBucket`
 */
export function trailBuckets(parts: readonly SearchedBucket[]): TrailSource {
  const [first, ...others] = parts.map(({ client, search }) => ({
    bucket: search.bucket,
    source: trailBucket(client, search),
  })) as [OpenBucket, ...OpenBucket[]];
  const all = [first, ...others];
  const find = ({ bucket }: ObjectPlace) => (all.find((one) => one.bucket === bucket) ?? first).source;
  return {
    async *listPlaces() {
      const places = new Map<string, TrailPlace>();
      for (const { source } of all) {
        for await (const place of source.listPlaces()) places.set(toName(place), place);
      }
      yield* places.values();
    },
    async *listDigests(place, days) {
      for (const { source } of all) yield* source.listDigests(place, days);
    },
    async *listLogFiles(place, days) {
      for (const { source } of all) yield* source.listLogFiles(place, days);
    },
    openDigest: (place) => find(place).openDigest(place),
    openLogFile: (place) => find(place).openLogFile(place),
    hasLogFile: (place) => find(place).hasLogFile(place),
    toLocation: first.source.toLocation,
  };
}

interface OpenBucket {
  readonly bucket: string;
  readonly source: TrailSource;
}

const toName = ({ organizationId, accountId, region }: TrailPlace): string =>
  `${organizationId}/${accountId}/${region}`;
