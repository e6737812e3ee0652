import { formatObjectMessage, toAsciiJson } from '../../trail/object-message';
import type { ListedObject } from '../aws/list-objects';

/** A message for the ingest queue. */
export interface FilesMessage {
  readonly body: string;
  /** Number of log files that it names. */
  readonly files: number;
}

/** If one file of a message fails, the others are read again, so a message names few files. */
export const FILES_PER_MESSAGE = 10;
/** Bytes of log files, as stored. Larger files travel alone, so that Lambda can spread the work. */
export const BYTES_PER_MESSAGE = 2 ** 18;
/** A request to SQS has at most 256 KiB and ten messages. */
const BODY_BYTES = 24_000;

/**
 * Names log files in messages for the ingest queue, in the form in which CloudTrail announces files on a topic:
 * `{"s3Bucket":"…","s3ObjectKey":["…"]}`.
 */
export function toMessages(bucket: string, files: readonly ListedObject[]): FilesMessage[] {
  const messages: FilesMessage[] = [];
  let keys: string[] = [];
  let bytes = 0;
  let textBytes = 0;
  const end = () => {
    if (keys.length > 0) messages.push({ body: formatObjectMessage(bucket, keys), files: keys.length });
    keys = [];
    bytes = 0;
    textBytes = 0;
  };
  for (const file of files) {
    const keyBytes = toAsciiJson(file.key).length;
    const isFull =
      keys.length === FILES_PER_MESSAGE ||
      bytes + file.bytes > BYTES_PER_MESSAGE ||
      textBytes + keyBytes > BODY_BYTES;
    if (isFull) end();
    keys.push(file.key);
    bytes += file.bytes;
    textBytes += keyBytes;
  }
  end();
  return messages;
}
