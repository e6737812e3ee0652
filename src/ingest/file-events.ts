import type { AuditRecord } from '../audit/audit-record';
import { auditEvent, type ClassifyOptions } from '../audit/classify';
import { auditedRecords } from '../audit/matcher';
import { type EncodedItem, encodeItems, type ItemSettings, type ItemSource } from '../store/items/item';
import type { FileCounts } from '../store/ledger/ledger';
import { readLogFile } from '../trail/log-file';
import type { LogFileRecord, LogFileSummary, RejectedRecord } from '../trail/log-file-record';
import { firstRejected, RejectedRecords } from '../trail/rejected-records';
import type { Exclusion } from './exclusion';

/** Takes an audited event on its way to the table, and its items. */
export type OnEvent = (record: AuditRecord, items: readonly EncodedItem[]) => void | Promise<void>;

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
  /** The first 100 rejected records. */
  readonly rejected: readonly RejectedRecord[];
  readonly unknownOperations: number;
  readonly summary: LogFileSummary;
}

/** Reads one log file. */
export interface FileEventReader {
  /**
   * Hands over each event to store, in the order of the file. An event that the same file holds twice is
   * handed over once; a different event under the same id is not a duplicate. Where reading was broken
   * off by what `onEvent` threw, reading the same bytes again goes on with the next event.
   * @throws AuditTrailError `InvalidLogFile` when the file is not a whole log file: whatever was handed
   * over before must then not be stored.
   */
  read(chunks: AsyncIterable<Uint8Array>, onEvent: OnEvent): Promise<FileFindings>;
}

export function fileEventReader(options: FileEventOptions): FileEventReader {
  const rejected = new RejectedRecords();
  let next = 0;
  let stored = 0;
  let excluded = 0;
  let duplicates = 0;
  let unknownOperations = 0;

  const isDuplicate = duplicateDetector();

  const takeRecord = ({ index, event, original }: LogFileRecord, onEvent: OnEvent): void | Promise<void> => {
    if (index < next) return;
    next = index + 1;
    const audited = auditEvent(event, original, options.classify);
    if (audited.kind === 'rejected') {
      rejected.add({ index, reason: audited.reason });
      return;
    }
    const { record, contentHash, unknownOperation } = audited.event;
    if (options.exclusion(record)) {
      excluded += 1;
      return;
    }
    if (isDuplicate(record.eventId, contentHash)) {
      duplicates += 1;
      return;
    }
    stored += 1;
    if (unknownOperation) unknownOperations += 1;
    return onEvent(record, encodeItems({ source: options.source, ...audited.event }, options.items));
  };

  const findings = (summary: LogFileSummary): FileFindings => ({
    counts: {
      read: summary.records,
      otherServices: summary.otherServices,
      excluded,
      duplicates,
      audited: stored,
      rejected: rejected.count + summary.rejectedCount,
    },
    rejected: firstRejected(summary.rejected, rejected.kept),
    unknownOperations,
    summary,
  });

  return {
    read: async (chunks, onEvent) =>
      findings(
        await readLogFile(chunks, {
          matcher: auditedRecords,
          maximumInflatedBytes: options.maximumInflatedBytes,
          onRecord: (record) => takeRecord(record, onEvent),
        }),
      ),
  };
}

/** Says of each event of a file whether it was there before: the same id with the same content. */
function duplicateDetector(): (eventId: string, contentHash: string) => boolean {
  const first = new Map<string, string>();
  // Further variants of an id: an honest file has none.
  const others = new Set<string>();
  return (eventId, contentHash) => {
    const known = first.get(eventId);
    if (known === undefined) {
      first.set(eventId, contentHash);
      return false;
    }
    const variant = `${contentHash}#${eventId}`;
    if (known === contentHash || others.has(variant)) return true;
    others.add(variant);
    return false;
  };
}
