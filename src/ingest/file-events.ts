import type { AuditRecord } from '../audit/audit-record';
import { auditEvent, type ClassifyOptions } from '../audit/classify';
import { auditedRecords } from '../audit/matcher';
import { type EncodedItem, encodeItems, type ItemSettings, type ItemSource } from '../store/item';
import type { FileCounts } from '../store/ledger';
import { readLogFile } from '../trail/log-file';
import type { LogFileRecord, LogFileSummary, RejectedRecord } from '../trail/log-file-record';
import type { Exclusion } from './exclusion';

/** One audited event on its way to the table. */
export interface FileEvent {
  readonly record: AuditRecord;
  readonly items: readonly EncodedItem[];
}

/** How the events of a file are made. */
export interface FileEventOptions {
  readonly source: ItemSource;
  readonly classify: ClassifyOptions;
  readonly items: ItemSettings;
  readonly exclusion: Exclusion;
  readonly maximumInflatedBytes: number;
}

/** What a whole, valid log file was found to hold. */
export interface FileFindings {
  readonly counts: FileCounts;
  readonly rejected: readonly RejectedRecord[];
  readonly unknownOperations: number;
  readonly summary: LogFileSummary;
}

/**
 * Reads a log file and hands over each event to store, in the order of the file. An event that the
 * same file holds twice is handed over once; a different event under the same id is not a duplicate.
 * @throws AuditTrailError `InvalidLogFile` when the file is not a whole log file: whatever was handed
 * over before must then not be stored.
 */
export async function readFileEvents(
  chunks: AsyncIterable<Uint8Array>,
  options: FileEventOptions,
  onEvent: (event: FileEvent) => void | Promise<void>,
): Promise<FileFindings> {
  const rejected: RejectedRecord[] = [];
  const met = new Set<string>();
  let excluded = 0;
  let duplicates = 0;
  let unknownOperations = 0;

  const onRecord = ({ index, event, original }: LogFileRecord): void | Promise<void> => {
    const audited = auditEvent(event, original, options.classify);
    if (audited.kind === 'rejected') {
      rejected.push({ index, reason: audited.reason });
      return;
    }
    const { record, contentHash, unknownOperation } = audited.event;
    if (options.exclusion(record)) {
      excluded += 1;
      return;
    }
    const identity = `${record.eventId}#${contentHash}`;
    if (met.has(identity)) {
      duplicates += 1;
      return;
    }
    met.add(identity);
    if (unknownOperation) unknownOperations += 1;
    return onEvent({
      record,
      items: encodeItems({ ...audited.event, source: options.source }, options.items),
    });
  };

  const summary = await readLogFile(chunks, {
    matcher: auditedRecords,
    maximumInflatedBytes: options.maximumInflatedBytes,
    onRecord,
  });
  return {
    counts: {
      read: summary.records,
      otherServices: summary.otherServices,
      excluded,
      duplicates,
      audited: met.size,
      rejected: rejected.length + summary.rejected.length,
    },
    rejected: [...summary.rejected, ...rejected].sort((one, other) => one.index - other.index),
    unknownOperations,
    summary,
  };
}
