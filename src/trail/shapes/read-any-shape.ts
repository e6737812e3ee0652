import { createHash } from 'node:crypto';
import { AuditTrailError } from '../../errors';
import { inflate } from '../inflate';
import type { ReadOptions } from '../log-file';
import type { InputShape, LogFileSummary } from '../log-file-record';
import { RejectedRecords } from '../rejected-records';
import { interpretValue } from './interpret-value';
import { type CutValue, DocumentSplitter } from './split-documents';

/** Events of a file. Files that users merged may have many; nothing is held of them but one at a time. */
const MAXIMUM_EVENTS = 10_000_000;

/**
 * Reads events from whatever file people have at hand: one event, a list, one a line, what
 * `aws cloudtrail lookup-events` prints, EventBridge, CloudWatch Logs, CloudTrail Lake or Athena wrote, and
 * log files that were joined. Compressed with gzip or not. Every event is parsed, so a record without an event
 * source is found. No digest vouches for such a file.
 *
 * Takes the options of `readLogFile` and answers as it does, but `index` counts all values of the file.
 * @throws AuditTrailError `InvalidLogFile` if the file is empty, damaged, cut short, too large, or holds
 * nothing that is an event. Errors of `chunks` are thrown unchanged.
 */
export async function readAnyShape(
  chunks: AsyncIterable<Uint8Array>,
  { matcher, maximumInflatedBytes = 2 ** 30, onRecord }: ReadOptions,
): Promise<LogFileSummary> {
  const hash = createHash('sha256');
  const rejected = new RejectedRecords();
  const shapes = new Set<InputShape>();
  const cut: CutValue[] = [];
  const splitter = new DocumentSplitter((value) => cut.push(value));
  let records = 0;
  let kept = 0;
  let isKnown = false;

  const takeNext = async (): Promise<void> => {
    for (const value of cut.splice(0)) {
      const index = records;
      const interpreted = interpretValue(value);
      if (interpreted.kind === 'unknown') continue;
      records += 1;
      if (records > MAXIMUM_EVENTS)
        throw invalid(`The file has more than ${MAXIMUM_EVENTS} events. Split it.`);
      if (interpreted.kind === 'rejected') {
        rejected.add({ index, reason: interpreted.reason });
        continue;
      }
      isKnown = true;
      shapes.add(interpreted.shape);
      if (!matcher.accepts(interpreted.event)) continue;
      kept += 1;
      await onRecord({ index, event: interpreted.event, original: interpreted.original });
    }
  };

  const sizes = await inflate(chunks, maximumInflatedBytes, (bytes) => {
    hash.update(bytes);
    splitter.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return cut.length > 0 ? takeNext() : undefined;
  });
  if (sizes.compressedBytes === 0) throw invalid('The file is empty.');
  if (sizes.inflatedBytes === 0) throw invalid('The file has no content: it inflates to 0 bytes.');
  if (splitter.isCut) throw invalid('The file ends in the middle of a document.');
  if (!isKnown && !splitter.foundList) throw invalid(notAnEvent(rejected.kept[0]?.reason));
  return {
    ...sizes,
    sha256: hash.digest('hex'),
    shapes: [...shapes],
    records,
    otherServices: records - kept - rejected.count,
    rejected: rejected.kept,
    rejectedCount: rejected.count,
  };
}

const notAnEvent = (reason: string | undefined): string =>
  `The file holds no CloudTrail event${reason ? ` (its first value: ${reason})` : ''}. Files that can be read are log files, single events, lists or lines of events, and what lookup-events, EventBridge, CloudWatch Logs, CloudTrail Lake and Athena write as JSON.`;

const invalid = (message: string) => new AuditTrailError('InvalidLogFile', message);
