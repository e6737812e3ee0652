import type { AuditedEvent } from '../audit/audit-record';
import { auditEvent, type ClassifyOptions } from '../audit/classify';
import type { JsonObject } from '../audit/json';
import { auditedRecords } from '../audit/matcher';
import type { FileCounts } from '../store/ledger/ledger';
import { after } from '../trail/after';
import { inOnePiece } from '../trail/byte-input';
import { type ReadEvents, type ReadOptions, readLogFile, readWholeLogFile } from '../trail/log-file';
import type { LogFileRecord, LogFileSummary, RecordMatcher, RejectedRecord } from '../trail/log-file-record';
import { firstRejected, RejectedRecords, withPlace } from '../trail/rejected-records';
import { duplicateDetector } from './duplicate-detector';
import type { Exclusion } from './exclusion';

/**
 * Receives an audited event, the event as CloudTrail wrote it, and the id of the event that it is a copy of.
 * Reading waits for a promise that it returns.
 */
export type OnEvent = (
  audited: AuditedEvent,
  event: JsonObject,
  copyOf: string | undefined,
) => void | Promise<void>;

/** How to read the events of a file. */
export interface FileEventOptions {
  /** Selects the records to audit. Default: `auditedRecords`. */
  readonly matcher?: RecordMatcher;
  readonly classify: ClassifyOptions;
  readonly exclusion: Exclusion;
  readonly maximumInflatedBytes: number;
  /** Reads files that CloudTrail did not deliver. Default: the readers of log files. */
  readonly readEvents?: ReadEvents | undefined;
}

/** The contents of a complete, valid log file, in numbers. */
export interface FileFindings {
  /** All audited events count as recorded: whoever summarizes some says so. */
  readonly counts: FileCounts;
  /** The first 100 rejected records. */
  readonly rejected: readonly RejectedRecord[];
  readonly unknownOperations: number;
  readonly summary: LogFileSummary;
}

/** Reads one log file. */
export interface FileEventReader {
  /**
   * Calls `onEvent` with each event to store, in the order of the file. An event that the file holds twice is
   * passed once; a different event with the same id is not a duplicate. If `onEvent` throws, reading stops, and
   * reading the same bytes again continues with the next event.
   * @throws AuditTrailError `InvalidLogFile` if the file is not a complete log file. Events that were passed
   * before must not be stored then.
   */
  read(chunks: AsyncIterable<Uint8Array>, onEvent: OnEvent): Promise<FileFindings>;
  /**
   * Does the same with a file that is in memory, at once where that is possible. For files of a few MB at most.
   * @throws AuditTrailError as `read`, now or as a rejection
   */
  readWhole(file: Uint8Array, onEvent: OnEvent): FileFindings | Promise<FileFindings>;
}

export function fileEventReader(options: FileEventOptions): FileEventReader {
  const rejected = new RejectedRecords();
  let next = 0;
  let stored = 0;
  let excluded = 0;
  let duplicates = 0;
  let unknownOperations = 0;

  const isDuplicate = duplicateDetector();

  const store = (
    audited: AuditedEvent,
    { event, copyOf }: LogFileRecord,
    onEvent: OnEvent,
  ): void | Promise<void> => {
    stored += 1;
    if (audited.unknownOperation) unknownOperations += 1;
    return onEvent(audited, event, copyOf);
  };

  const takeRecord = (taken: LogFileRecord, onEvent: OnEvent): void | Promise<void> => {
    const { index, event, original } = taken;
    if (index < next) return;
    next = index + 1;
    const audited = auditEvent(event, original, options.classify);
    if (audited.kind === 'rejected') {
      rejected.add({ index, reason: withPlace(audited.reason, taken.offset) });
      return;
    }
    const { record, contentHash } = audited.event;
    if (options.exclusion(record)) {
      excluded += 1;
      return;
    }
    if (isDuplicate(record.eventId, contentHash)) {
      duplicates += 1;
      return;
    }
    return store(audited.event, taken, onEvent);
  };

  const findings = (summary: LogFileSummary): FileFindings => ({
    counts: {
      read: summary.records,
      otherServices: summary.otherServices,
      excluded,
      duplicates,
      audited: stored,
      recorded: stored,
      summarized: 0,
      rejected: rejected.count + summary.rejectedCount,
    },
    rejected: firstRejected(summary.rejected, rejected.kept),
    unknownOperations,
    summary,
  });

  const { readEvents, matcher = auditedRecords } = options;
  const toReadOptions = (onEvent: OnEvent): ReadOptions => ({
    matcher,
    maximumInflatedBytes: options.maximumInflatedBytes,
    onRecord: (record) => takeRecord(record, onEvent),
  });
  return {
    async read(chunks, onEvent) {
      return findings(await (readEvents ?? readLogFile)(chunks, toReadOptions(onEvent)));
    },
    readWhole(file, onEvent) {
      const readOptions = toReadOptions(onEvent);
      const summary = readEvents
        ? readEvents(inOnePiece(file), readOptions)
        : readWholeLogFile(file, readOptions);
      return after(summary, findings);
    },
  };
}
