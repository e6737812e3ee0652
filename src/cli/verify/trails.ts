import { stat } from 'node:fs/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SearchedBucket } from '../../assure/aws/trail-buckets';
import type { PublicKeys } from '../../assure/public-keys';
import type { TrailSource } from '../../assure/trail-source';
import { toReason } from '../files/path-reasons';
import type { Io } from '../output/io';
import { type BucketPart, connectToBucket, createClient } from '../shell/bucket-client';
import { usage, type VerifyCommandOptions } from './options';
import { readSavedKeys } from './saved-keys';
import { findParts } from './sources';

/** Trails to verify, and the keys for it. */
export interface OpenedTrails {
  readonly source: TrailSource;
  readonly keys: PublicKeys;
  /** Where the trails lie, for messages. */
  readonly name: string;
  readonly close: () => void;
}

/**
 * Opens the trails that an argument names, or those of the sources of the audit.
 * @param place `s3://BUCKET`, `s3://BUCKET/PREFIX` or a folder
 * @throws AuditTrailError `InvalidArgument` `Configuration` `ServiceFailed`
 */
export async function openTrails(
  io: Io,
  place: string | undefined,
  options: VerifyCommandOptions,
): Promise<OpenedTrails> {
  if (place === undefined) {
    const { parts, foundIn } = await findParts(io, options);
    return openBuckets(io, `the sources of ${foundIn}`, parts, options);
  }
  if (!isInS3(place)) return openFolder(place, options);
  const { parseS3Address, toFolderPrefix } = await import('../../local/ingest/s3-objects');
  const { bucket, prefix } = parseS3Address(place);
  return openBuckets(io, place, [{ bucket, prefix: toFolderPrefix(prefix) }], options);
}

/** Whether an argument names trails in S3. Without one, the sources of the audit are. */
export const isInS3 = (place: string | undefined): boolean =>
  place === undefined || place.startsWith('s3://');

/** Opens a copy of a bucket in a folder. Its keys are those that were saved. */
async function openFolder(dir: string, { publicKeys }: VerifyCommandOptions): Promise<OpenedTrails> {
  const stats = await stat(dir).catch((error: unknown) => {
    throw usage(`Cannot read ${dir}: ${toReason(error, dir)}.`, error);
  });
  if (!stats.isDirectory()) throw usage(`${dir} is not a folder.`);
  if (!publicKeys) {
    throw usage('Specify --public-keys FILE: the output of "aws cloudtrail list-public-keys".');
  }
  const [{ savedPublicKeys }, { openTrailFolder }] = await Promise.all([
    import('../../assure/public-keys'),
    import('../../local/trail/trail-folder'),
  ]);
  const keys = savedPublicKeys(await readSavedKeys(publicKeys));
  return { source: await openTrailFolder(dir), keys, name: dir, close: () => {} };
}

/** Opens buckets in S3. Keys that were not saved are those that CloudTrail lists. */
async function openBuckets(
  io: Io,
  name: string,
  parts: readonly BucketPart[],
  options: VerifyCommandOptions,
): Promise<OpenedTrails> {
  const [keysOf, { trailBuckets }, { createListPublicKeys }] = await Promise.all([
    import('../../assure/public-keys'),
    import('../../assure/aws/trail-buckets'),
    import('../../assure/aws/list-public-keys'),
  ]);
  const saved = await readSavedKeys(options.publicKeys ?? []);
  // A role that reads a bucket need not be allowed to list keys.
  const ownClient = await createClient(io, options);
  const clients = new Map<string, S3Client>();
  const close = () => {
    for (const client of [ownClient, ...clients.values()]) client.destroy();
  };
  const search = async (part: BucketPart): Promise<SearchedBucket> => {
    const { bucket, prefix, readRoleArn } = part;
    const id = `${bucket} ${readRoleArn}`;
    const client = clients.get(id) ?? (await connectToBucket(io, options, part));
    clients.set(id, client);
    const { account, eventRegion } = options;
    const scope = { ...(account !== undefined && { account }), ...(eventRegion && { region: eventRegion }) };
    return { client, search: { bucket, prefix, readRoleArn, ...scope } };
  };
  try {
    const searched: SearchedBucket[] = [];
    for (const part of parts) searched.push(await search(part));
    const { env } = io;
    const list = createListPublicKeys(ownClient, env.AWS_ENDPOINT_URL_CLOUDTRAIL ?? env.AWS_ENDPOINT_URL);
    const keys = keysOf.publicKeysInTurn(keysOf.savedPublicKeys(saved), keysOf.listedPublicKeys(list));
    return { source: trailBuckets(searched), keys, name, close };
  } catch (error) {
    close();
    throw error;
  }
}
