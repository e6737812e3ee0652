import { readLogFile } from '../../src/trail/log-file';
import type { LogFileRecord, LogFileSummary, RecordMatcher } from '../../src/trail/log-file-record';

/** The bytes in pieces of `size`, as a network would bring them. */
export async function* inPieces(bytes: Uint8Array | string, size: number): AsyncGenerator<Uint8Array> {
  const whole = Buffer.from(bytes);
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
}

/** Keeps what DynamoDB logged. */
export const dynamodbMatcher: RecordMatcher = {
  markerGroups: [['dynamodb.amazonaws.com']],
  accepts: (event) => event.eventSource === 'dynamodb.amazonaws.com',
};

/** Reads a whole file into memory. */
export async function readAll(
  content: Uint8Array | string,
  options: { pieces?: number; matcher?: RecordMatcher; maximumInflatedBytes?: number } = {},
): Promise<{ records: LogFileRecord[]; summary: LogFileSummary }> {
  const { pieces = 65_536, matcher = dynamodbMatcher, ...rest } = options;
  const records: LogFileRecord[] = [];
  const summary = await readLogFile(inPieces(content, pieces), {
    matcher,
    ...rest,
    onRecord: (record) => {
      records.push(record);
    },
  });
  return { records, summary };
}
