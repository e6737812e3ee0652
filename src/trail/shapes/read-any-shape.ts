import { createHash } from 'node:crypto';
import { AuditTrailError } from '../../errors';
import { inflate } from '../inflate';
import type { ReadOptions } from '../log-file';
import type { InputShape, LogFileSummary } from '../log-file-record';
import { RejectedRecords, withPlace } from '../rejected-records';
import { createCsvCheck } from './csv-header';
import { EVENT_LISTS } from './event-lists';
import { createInterpreter } from './interpret-value';
import { createFormatCheck } from './other-formats';
import { type CutValue, DocumentSplitter } from './split-documents';
import { createToUtf8 } from './to-utf8';

/** Events of a file. Files that users merged may have many; only one at a time is held. */
const MAXIMUM_EVENTS = 10_000_000;

/**
 * Reads events from any file that people have at hand: one event, a list, one a line, what
 * `aws cloudtrail lookup-events` prints, EventBridge, CloudWatch Logs, CloudTrail Lake or Athena wrote, and
 * log files that were joined. Compressed with gzip or not. Every event is parsed, so a record without an event
 * source is found. No digest vouches for such a file.
 *
 * Takes the options of `readLogFile` and answers as it does, but `index` counts all values of the file, and
 * the reason of a rejected value says at which byte of the inflated file it begins.
 * @throws AuditTrailError `InvalidLogFile` if the file is empty, damaged, cut short, too large, CSV, an archive,
 * or holds no event. Errors of `chunks` are thrown unchanged.
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
  const interpret = createInterpreter();
  const toUtf8 = createToUtf8();
  const checkFormat = createFormatCheck();
  const checkCsv = createCsvCheck();
  let records = 0;
  let kept = 0;

  const takeNext = async (): Promise<void> => {
    for (const value of cut.splice(0)) {
      const interpreted = interpret(value);
      if (interpreted.kind === 'ignored') continue;
      const { offset } = value;
      const index = records;
      records += 1;
      if (records > MAXIMUM_EVENTS)
        throw invalid(`The file has more than ${MAXIMUM_EVENTS} events. Split it.`);
      if (interpreted.kind === 'rejected') {
        rejected.add({ index, reason: withPlace(interpreted.reason, offset) });
        continue;
      }
      const { event, original, copyOf } = interpreted;
      shapes.add(interpreted.shape);
      if (!matcher.accepts(event)) continue;
      kept += 1;
      await onRecord({ index, offset, event, original, ...(copyOf !== undefined && { copyOf }) });
    }
  };

  const sizes = await inflate(chunks, maximumInflatedBytes, (bytes) => {
    hash.update(bytes);
    checkFormat(bytes);
    const text = toUtf8(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    checkCsv(text);
    splitter.push(text);
    return cut.length > 0 ? takeNext() : undefined;
  });
  if (sizes.compressedBytes === 0) throw invalid('The file is empty.');
  if (sizes.inflatedBytes === 0) throw invalid('The file has no content: it inflates to 0 bytes.');
  const { openSince, foundLists } = splitter;
  if (openSince !== undefined) {
    throw invalid(`The file ends in the middle of the document that begins at byte ${openSince}.`);
  }
  if (records === rejected.count) {
    const isWanted = records === 0 ? foundLists.size > 0 : foundLists.has('Records');
    if (!isWanted) throw invalid(notAnEvent(rejected.kept[0]?.reason));
    for (const list of foundLists) shapes.add(EVENT_LISTS.get(list)!.shape);
  }
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
  `The file contains no CloudTrail event. ${reason ? `Its first value was rejected: ${reason} ` : ''}Files that can be read are log files, single events, lists or lines of events, and what lookup-events, EventBridge, CloudWatch Logs, CloudTrail Lake and Athena write as JSON.`;

const invalid = (message: string) => new AuditTrailError('InvalidLogFile', message);
