import { close, createReadStream, type Dirent, open, read } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ObjectBody, OpenedDigest, TrailPlace, TrailSource } from '../assure/trail-source';
import { AuditTrailError, toMessage } from '../errors';
import { parseDigestKey } from '../trail/digest-key';
import { parseSavedMetadata } from '../trail/digest-metadata';
import { localObjectKey } from '../trail/object-key';
import type { ObjectPlace } from '../trail/object-place';

/** A folder of an account and Region, or a part of one, such as a month. */
interface RegionFolder {
  readonly path: string;
  readonly kind: 'CloudTrail' | 'CloudTrail-Digest';
}

const REGION_FOLDER =
  /^(?<root>.*\/)?AWSLogs\/(?:(?<organizationId>o-[a-z0-9]+)\/)?(?<accountId>\d{12})\/(?<kind>CloudTrail|CloudTrail-Digest)\/(?<region>[a-z0-9-]+)(?:\/|$)/s;

/** Ending of the file beside a digest that holds the metadata of its S3 object. */
const METADATA = '.metadata.json';

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
  for await (const { path, groups } of findRegionFolders(toSlashes(resolve(dir)))) {
    const { root = '', organizationId, accountId = '', region = '', kind } = groups;
    roots.add(root);
    const name = `${organizationId}/${accountId}/${region}`;
    const place = { accountId, region, ...(organizationId && { organizationId }) };
    const known = places.get(name) ?? { ...place, folders: [] };
    places.set(name, known);
    known.folders.push({ path, kind: kind as RegionFolder['kind'] });
  }

  async function* list(place: TrailPlace, kind: RegionFolder['kind']): AsyncGenerator<ObjectPlace> {
    const known = places.get(`${place.organizationId}/${place.accountId}/${place.region}`);
    const folders = known?.folders.filter((folder) => folder.kind === kind) ?? [];
    const found = new Map<string, string>();
    for (const folder of folders) {
      for await (const path of findFiles(folder.path)) {
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
    toLocation,
  };
}

const toSlashes = (path: string): string => path.replaceAll('\\', '/');

const unavailable = (path: string, cause: unknown): AuditTrailError =>
  cause instanceof AuditTrailError
    ? cause
    : new AuditTrailError('ObjectUnavailable', `Cannot read ${path}: ${toMessage(cause)}`, { cause });

const twice = (one: string, other: string) =>
  new AuditTrailError(
    'InvalidArgument',
    `The folder holds an object twice: ${one} and ${other}. Verify each copy of the trail in a folder of its own.`,
  );

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

/** A file below this size is read at once. */
const SMALL_BYTES = 64 * 1024;

async function readMetadata(digest: string): Promise<OpenedDigest['metadata']> {
  const path = digest + METADATA;
  try {
    const { size } = await stat(path);
    if (size > SMALL_BYTES) throw new Error(`it has ${size} bytes, but metadata has at most ${SMALL_BYTES}`);
    return parseSavedMetadata(await readFile(path, 'utf8'));
  } catch (error) {
    if (!isMissing(error)) throw unavailable(path, error);
    // Without the digest itself, it is the digest that is missing.
    await stat(digest);
    const message = `The metadata of the digest is missing: save the output of "aws s3api head-object" as ${path}.`;
    throw new AuditTrailError('ObjectUnavailable', message, { cause: error });
  }
}

/** Buffers that no read uses at present. A new one for each file makes garbage collection the largest cost. */
const buffers: Buffer[] = [];
// These take half the time of the file handles of `node:fs/promises`.
const openFile = promisify(open);
const readAt = promisify(read);
const closeFile = promisify(close);

async function readBody(path: string): Promise<ObjectBody> {
  const file = await openFile(path, 'r');
  const buffer = buffers.pop() ?? Buffer.allocUnsafeSlow(SMALL_BYTES);
  let isRead = true;
  try {
    const { bytesRead } = await readAt(file, buffer, 0, SMALL_BYTES, 0);
    isRead = bytesRead < SMALL_BYTES;
    return isRead ? Buffer.from(buffer.subarray(0, bytesRead)) : inManyPieces(file, path);
  } finally {
    buffers.push(buffer);
    if (isRead) await closeFile(file);
  }
}

async function* inManyPieces(fd: number, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { fd, start: 0 });
  } catch (error) {
    throw unavailable(path, error);
  }
}

async function readFolder(path: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    throw unavailable(path, error);
  }
}

/** Finds the folders of Regions. If the given folder lies in one, it is that folder. */
async function* findRegionFolders(
  path: string,
): AsyncGenerator<{ path: string; groups: Partial<Record<string, string>> }> {
  const groups = REGION_FOLDER.exec(path)?.groups;
  if (groups) {
    yield { path, groups };
    return;
  }
  for (const entry of await readFolder(path)) {
    if (entry.isDirectory()) yield* findRegionFolders(`${path}/${entry.name}`);
  }
}

async function* findFiles(path: string): AsyncGenerator<string> {
  for (const entry of await readFolder(path)) {
    const inside = `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* findFiles(inside);
    else if (entry.isFile() && !entry.name.endsWith(METADATA)) yield inside;
  }
}
