import { stat } from 'node:fs/promises';
import type { PublicKeys } from '../../assure/public-keys';
import type { TrailSource } from '../../assure/trail-source';
import { toReason } from '../files/path-reasons';
import type { Io } from '../output/io';
import { connectToBucket } from '../shell/bucket-client';
import { usage, type VerifyCommandOptions } from './options';
import { readSavedKeys } from './saved-keys';

/** Trails to verify, and the keys for it. */
export interface OpenedTrails {
  readonly source: TrailSource;
  readonly keys: PublicKeys;
  readonly close: () => void;
}

/** Opens a copy of a bucket in a folder. Its keys are those that were saved. */
export async function openFolder(dir: string, { publicKeys }: VerifyCommandOptions): Promise<OpenedTrails> {
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
  return { source: await openTrailFolder(dir), keys, close: () => {} };
}

/** Opens a bucket in S3. Keys that were not saved are those that CloudTrail lists. */
export async function openBucket(
  io: Io,
  address: string,
  options: VerifyCommandOptions,
): Promise<OpenedTrails> {
  const [{ parseS3Address, toFolderPrefix }, keysOf, { trailBucket }, { createListPublicKeys }] =
    await Promise.all([
      import('../../local/ingest/s3-objects'),
      import('../../assure/public-keys'),
      import('../../assure/aws/trail-bucket'),
      import('../../assure/aws/list-public-keys'),
    ]);
  const { bucket, prefix } = parseS3Address(address);
  const saved = await readSavedKeys(options.publicKeys ?? []);
  const client = await connectToBucket(io, options, bucket);
  const { env } = io;
  const list = createListPublicKeys(client, env.AWS_ENDPOINT_URL_CLOUDTRAIL ?? env.AWS_ENDPOINT_URL);
  return {
    source: trailBucket(client, {
      bucket,
      prefix: toFolderPrefix(prefix),
      ...(options.account !== undefined && { account: options.account }),
      ...(options.eventRegion !== undefined && { region: options.eventRegion }),
    }),
    keys: keysOf.publicKeysInTurn(keysOf.savedPublicKeys(saved), keysOf.listedPublicKeys(list)),
    close: () => client.destroy(),
  };
}
