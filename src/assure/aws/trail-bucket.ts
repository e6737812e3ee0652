import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createGetObject } from '../../aws/get-object';
import { addDays } from '../../time';
import { formatPlace, type ObjectPlace } from '../../trail/object-place';
import type { RegionFolder } from '../../trail/region-folder';
import type { TimeRange } from '../covered-time';
import type { ObjectBody, TrailPlace, TrailSource } from '../trail-source';
import { type FolderSearch, findBucketFolders } from './bucket-folders';
import { listPages } from './list-objects';
import { isNotThere, toReadError } from './s3-errors';

/**
 * A bucket in S3 with the digests and log files of trails.
 * @throws AuditTrailError from its methods: `ServiceFailed`, naming the missing permission if access is denied;
 *   `ObjectUnavailable` for an object that is archived or encrypted with a disabled key
 */
export function trailBucket(client: S3Client, search: FolderSearch): TrailSource {
  const getObject = createGetObject(client);
  const { bucket, readRoleArn } = search;
  const places = new Map<string, RegionFolder[]>();

  async function get(place: ObjectPlace) {
    try {
      const { headers, body } = await getObject(place);
      return { headers, body: body instanceof Uint8Array ? body : inPieces(body, place) };
    } catch (error) {
      if (isNotThere(error)) return undefined;
      throw toReadError(error, place, readRoleArn);
    }
  }

  async function* list(place: TrailPlace, kind: RegionFolder['kind'], days: Partial<TimeRange>) {
    for (const folder of places.get(toName(place)) ?? []) {
      if (folder.kind !== kind) continue;
      const listing = { bucket, prefix: folder.path, readRoleArn, ...toKeyRange(folder, days) };
      for await (const { objects } of listPages(client, listing)) {
        for (const { key } of objects) yield { bucket, key };
      }
    }
  }

  return {
    async *listPlaces() {
      places.clear();
      for (const folder of await findBucketFolders(client, search)) {
        const known = places.get(toName(folder));
        if (known) known.push(folder);
        else places.set(toName(folder), [folder]);
      }
      for (const [{ accountId, region, organizationId }] of places.values() as Iterable<[RegionFolder]>) {
        yield { accountId, region, ...(organizationId && { organizationId }) };
      }
    },
    listDigests: (place, days = {}) => list(place, 'CloudTrail-Digest', days),
    listLogFiles: (place, days = {}) => list(place, 'CloudTrail', days),
    async openDigest(place) {
      const object = await get(place);
      return object && { body: object.body, metadata: toMetadata(object.headers) };
    },
    openLogFile: async (place) => (await get(place))?.body,
    async hasLogFile(place) {
      try {
        await client.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key }));
        return true;
      } catch (error) {
        if (isNotThere(error)) return false;
        throw toReadError(error, place, readRoleArn);
      }
    },
    toLocation: formatPlace,
  };
}

const toName = ({ organizationId, accountId, region }: TrailPlace): string =>
  `${organizationId}/${accountId}/${region}`;

const METADATA = 'x-amz-meta-';

const toMetadata = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(METADATA))
      .map(([name, value]) => [name.slice(METADATA.length), value]),
  );

async function* inPieces(body: Exclude<ObjectBody, Uint8Array>, place: ObjectPlace) {
  try {
    yield* body;
  } catch (error) {
    throw toReadError(error, place);
  }
}

/** The keys of some days, and of one before and one after them: a folder has the day of the end of a digest. */
export function toKeyRange({ path, kind, region }: RegionFolder, { since, until }: Partial<TimeRange>) {
  const start = `/${kind}/${region}/`;
  const folder = path.slice(0, path.indexOf(start) + start.length);
  const toKey = (time: string, days: number) => folder + addDays(time, days).replaceAll('-', '/');
  return {
    ...(since !== undefined && { after: toKey(since, -1) }),
    ...(until !== undefined && { before: toKey(until, 2) }),
  };
}
