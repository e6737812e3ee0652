import { toMessage } from '../../errors';
import { mapInOrder } from '../in-order';
import { type IngestCost, toIngestCost } from './ingest-cost';
import type { SampledFile } from './sample';
import { BYTES_PER_MESSAGE, FILES_PER_MESSAGE } from './to-messages';

/** Events of a log file that the audit would store. */
export interface EventCounts {
  readonly dataEvents: number;
  readonly controlEvents: number;
}

/** What was found in the files of a sample. */
export interface SampleResult extends EventCounts {
  /** Files that were read, and their bytes as stored. */
  readonly files: number;
  readonly bytes: number;
  /** Files that could not be read, with the reasons. */
  readonly unreadable: readonly { readonly key: string; readonly reason: string }[];
}

const FILES_AT_ONCE = 8;

/**
 * Counts the events of sampled files.
 * @param countEvents reads a file
 */
export async function readSample<File extends SampledFile>(
  files: readonly File[],
  countEvents: (file: File) => Promise<EventCounts>,
): Promise<SampleResult> {
  const sum = { files: 0, bytes: 0, dataEvents: 0, controlEvents: 0 };
  const unreadable: { key: string; reason: string }[] = [];
  const read = async (file: File) => {
    try {
      return { file, counts: await countEvents(file) };
    } catch (error) {
      return { file, reason: toMessage(error) };
    }
  };
  for await (const { file, counts, reason } of mapInOrder(files, FILES_AT_ONCE, read)) {
    if (counts === undefined) unreadable.push({ key: file.key, reason });
    else {
      sum.files += 1;
      sum.bytes += file.bytes;
      sum.dataEvents += counts.dataEvents;
      sum.controlEvents += counts.controlEvents;
    }
  }
  return { ...sum, unreadable };
}

/** The events of files of some bytes, if they have as many for their size as those of a sample. */
export function scaleEvents(bytes: number, sample: SampleResult): EventCounts {
  const share = sample.bytes === 0 ? 0 : bytes / sample.bytes;
  return {
    dataEvents: Math.round(sample.dataEvents * share),
    controlEvents: Math.round(sample.controlEvents * share),
  };
}

/** What ingesting would take. All numbers but those of the files are estimates. */
export interface Estimate extends EventCounts {
  readonly files: number;
  readonly bytes: number;
  readonly writeUnits: number;
  /** US dollars, with the prices of us-east-1. Storage is not included. */
  readonly dollars: number;
  readonly hours: number;
  /** What decides how long it takes. */
  readonly limitedBy: 'DynamoDB' | 'Lambda' | '--rate';
}

/** Write units that a new on-demand table takes in a second. */
const TABLE_WRITE_UNITS_PER_SECOND = 4_000;
/** The defaults of `maximumConcurrency` and `batchSize`. */
const FUNCTIONS_AT_ONCE = 10;
const MESSAGES_PER_INVOCATION = 100;
/** Messages of one request to SQS. Each message is sent, received and deleted. */
const MESSAGES_PER_REQUEST = 10;

/**
 * Estimates what ingesting takes, if all files have as many events for their size as those of the sample.
 * @param rate maximum number of files in a second
 */
export function toEstimate(
  files: number,
  bytes: number,
  sample: SampleResult,
  rate = Number.POSITIVE_INFINITY,
): Estimate {
  const events = scaleEvents(bytes, sample);
  const filesPerMessage =
    files === 0
      ? 1
      : Math.max(1, Math.min(FILES_PER_MESSAGE, (BYTES_PER_MESSAGE * files) / Math.max(1, bytes)));
  const cost = toIngestCost({
    ...{ files, ...events },
    filesPerInvocation: filesPerMessage * MESSAGES_PER_INVOCATION,
    sqsRequests: (3 * files) / filesPerMessage / MESSAGES_PER_REQUEST,
  });
  const { auditWrites, ledgerWrites, s3Gets, sqs, lambda } = cost.dollars;
  return {
    ...{ files, bytes, ...events },
    writeUnits: Math.round(cost.auditWriteUnits + cost.ledgerWriteUnits),
    dollars: auditWrites + ledgerWrites + s3Gets + sqs + lambda,
    ...findLimit(cost, files, rate),
  };
}

function findLimit(
  { auditWriteUnits, functionSeconds }: IngestCost,
  files: number,
  rate: number,
): Pick<Estimate, 'hours' | 'limitedBy'> {
  const limits = [
    { limitedBy: 'DynamoDB', hours: auditWriteUnits / TABLE_WRITE_UNITS_PER_SECOND / 3_600 },
    { limitedBy: 'Lambda', hours: functionSeconds / FUNCTIONS_AT_ONCE / 3_600 },
    { limitedBy: '--rate', hours: files / rate / 3_600 },
  ] as const;
  return limits.reduce((longest, limit) => (limit.hours > longest.hours ? limit : longest));
}
