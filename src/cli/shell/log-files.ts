import type { S3Client } from '@aws-sdk/client-s3';
import type { LogFileReader } from '../../query/log-file-reader';
import type { Io } from '../output/io';
import { createClient } from './bucket-client';
import type { Deployment } from './deployment';
import type { PlaceOptions } from './options';

/** Log files that questions may have to read again. */
export interface OpenLogFiles {
  readonly reader: LogFileReader;
  close(): void;
}

/**
 * Opens log files for questions: with the credentials of the user, or the role with which the functions read a source. Loads
 * and sends nothing before the first one. Nothing is listed, because reading is enough.
 */
export function openLogFiles(
  io: Io,
  { profile, region }: Pick<PlaceOptions, 'profile' | 'region'>,
  readDeployment: () => Promise<Deployment>,
): OpenLogFiles {
  const clients: S3Client[] = [];
  const connect = async (): Promise<LogFileReader> => {
    const [{ createLogFileReader }, { readRoleCredentials }, { parseSources }, { foundIn, names }] =
      await Promise.all([
        import('../../originals/s3-log-file-reader'),
        import('./read-role'),
        import('../../settings/assure-configuration'),
        readDeployment(),
      ]);
    const sources = names.Sources === undefined ? [] : parseSources(names.Sources, foundIn);
    return createLogFileReader({
      async client(bucket) {
        const source = sources.find(({ bucketName }) => bucketName === bucket);
        const place = { profile, region: source?.region ?? region };
        const role = source?.readRoleArn;
        const credentials = role && (await readRoleCredentials(io, { profile, region }, role));
        const client = await createClient(io, place, credentials || undefined);
        clients.push(client);
        return client;
      },
    });
  };
  let reader: Promise<LogFileReader> | undefined;
  return {
    reader: {
      async read(...asked) {
        reader ??= connect();
        return (await reader).read(...asked);
      },
    },
    close() {
      for (const client of clients) client.destroy();
    },
  };
}
