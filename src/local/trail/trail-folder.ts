import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { TrailPlace, TrailSource } from '../../assure/trail-source';
import { AuditTrailError } from '../../errors';
import { parseDigestKey } from '../../trail/digest-key';
import { localObjectKey } from '../../trail/object-key';
import type { ObjectPlace } from '../../trail/object-place';
import type { RegionFolder } from '../../trail/region-folder';
import { isMissing, readBody, readMetadata, unavailable } from './object-files';
import { findRegionFolders, listFiles } from './region-folders';

/**
 * A folder with the objects of trail buckets, as `aws s3 sync` copies them: digests and log files lie in their
 * `AWSLogs` folders. The metadata of a digest lies beside it in `<object>.metadata.json`, as `aws s3api head-object`
 * prints it, or only what it prints under `Metadata`. An object has the location of its key from `AWSLogs/` on,
 * because a folder does not say from which bucket it was copied. Links are not followed.
 * @throws AuditTrailError `ObjectUnavailable` from its methods if a folder or file cannot be read
 */
export async function openTrailFolder(dir: string): Promise<TrailSource> {
  const places = new Map<string, TrailPlace & { readonly folders: RegionFolder[] }>();
  const roots = new Set<string>();
  for await (const folder of findRegionFolders(resolve(dir).replaceAll('\\', '/'))) {
    roots.add(folder.root);
    const known = places.get(toName(folder)) ?? { ...toPlace(folder), folders: [] };
    places.set(toName(folder), known);
    known.folders.push(folder);
  }

  async function* list(place: TrailPlace, kind: RegionFolder['kind']): AsyncGenerator<ObjectPlace> {
    const folders = places.get(toName(place))?.folders.filter((folder) => folder.kind === kind) ?? [];
    const found = new Map<string, string>();
    for (const folder of folders) {
      for await (const path of listFiles(folder.path)) {
        const { key } = localObjectKey(path);
        const other = found.get(key);
        if (other !== undefined) throw twice(other, path);
        // One folder holds no file twice.
        if (folders.length > 1) found.set(key, path);
        yield { bucket: '', key };
      }
    }
  }

  /** Runs `work` with the path of an object; undefined if the object is in no folder. */
  async function atPath<Result>(
    key: string,
    work: (path: string) => Promise<Result>,
  ): Promise<Result | undefined> {
    for (const root of roots) {
      const path = root + key;
      try {
        return await work(path);
      } catch (error) {
        if (!isMissing(error)) throw unavailable(path, error);
      }
    }
    return undefined;
  }

  const toLocation = ({ key }: ObjectPlace) => localObjectKey(key).key;
  return {
    async *listPlaces() {
      yield* places.values();
    },
    listDigests: (place) => list(place, 'CloudTrail-Digest'),
    listLogFiles: (place) => list(place, 'CloudTrail'),
    async openDigest(place) {
      if (!parseDigestKey(place.key)) return undefined;
      return atPath(toLocation(place), async (path) => ({
        metadata: await readMetadata(path),
        body: await readBody(path),
      }));
    },
    async openLogFile(place) {
      const { key, object } = localObjectKey(place.key);
      if (object.kind !== 'log-file' || object.day === 'unknown') return undefined;
      return atPath(key, readBody);
    },
    hasLogFile: async ({ key }) => (await atPath(localObjectKey(key).key, stat)) !== undefined,
    toLocation,
  };
}

const toName = ({ organizationId, accountId, region }: TrailPlace): string =>
  `${organizationId}/${accountId}/${region}`;

const toPlace = ({ organizationId, accountId, region }: TrailPlace): TrailPlace => ({
  accountId,
  region,
  ...(organizationId && { organizationId }),
});

const twice = (one: string, other: string) =>
  new AuditTrailError(
    'InvalidArgument',
    `The folder holds an object twice: ${one} and ${other}. Verify each copy of the trail in a folder of its own.`,
  );
