import type { TrailPlace, TrailSource } from '../../src/assure/trail-source';
import { AuditTrailError } from '../../src/errors';
import { parseDigestKey } from '../../src/trail/digest-key';
import { formatPlace, type ObjectPlace } from '../../src/trail/object-place';
import type { TrailObject } from './digests';

interface Options {
  /** Objects of other buckets are there, but not listed. Default: that of the first object. */
  readonly bucket?: string;
  /** Codes of errors by key: `ObjectUnavailable` for this object alone, any other one for all. */
  readonly errors?: ReadonlyMap<string, 'ObjectUnavailable' | 'ServiceFailed'>;
}

/** Objects in memory as a source, with exact locations as in S3. */
export function trailObjects(
  objects: readonly TrailObject[],
  { bucket = objects[0]!.bucket, errors = new Map() }: Options = {},
): TrailSource {
  const byName = new Map(objects.map((object) => [formatPlace(object), object]));
  const find = (place: ObjectPlace) => {
    const code = errors.get(place.key);
    if (code) throw new AuditTrailError(code, `Access to ${formatPlace(place)} is denied.`);
    return byName.get(formatPlace(place));
  };
  const inFolder = ({ accountId, region }: TrailPlace, folder: string) =>
    objects.filter(
      (object) =>
        object.bucket === bucket && object.key.includes(`AWSLogs/${accountId}/${folder}/${region}/`),
    );
  return {
    async *listPlaces() {
      const keys = objects.flatMap(({ key }) => parseDigestKey(key) ?? []);
      const places = new Map(keys.map((key) => [`${key.accountId}/${key.region}`, key]));
      yield* places.values();
    },
    async *listDigests(place) {
      yield* inFolder(place, 'CloudTrail-Digest');
    },
    async *listLogFiles(place) {
      yield* inFolder(place, 'CloudTrail');
    },
    async openDigest(place) {
      const object = find(place);
      return object && { body: object.body, metadata: object.metadata ?? {} };
    },
    openLogFile: async (place) => find(place)?.body,
    hasLogFile: async (place) => find(place) !== undefined,
    toLocation: formatPlace,
  };
}
