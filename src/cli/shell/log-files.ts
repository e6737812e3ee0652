import type { LogFileReader } from '../../query/log-file-reader';
import type { Io } from '../output/io';
import { connectToBucket } from './bucket-client';
import type { PlaceOptions } from './options';

/** Log files that questions may have to read again. */
export interface OpenLogFiles {
  readonly reader: LogFileReader;
  close(): void;
}

/** Opens log files for questions, with the caller's credentials. Loads and sends nothing before the first one. */
export function openLogFiles(io: Io, options: Pick<PlaceOptions, 'profile' | 'region'>): OpenLogFiles {
  const opened: { destroy(): void }[] = [];
  const connect = async (): Promise<LogFileReader> => {
    const { createLogFileReader } = await import('../../originals/s3-log-file-reader');
    return createLogFileReader({
      async client(bucket) {
        const client = await connectToBucket(io, options, bucket);
        opened.push(client);
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
      for (const client of opened) client.destroy();
    },
  };
}
