import type { AuditRecord } from '../../audit/audit-record';
import type { OriginalsOptions } from '../../query/ask-options';
import type { AuditLog } from '../../query/audit-log';

type ReadBytes = (record: AuditRecord) => Promise<readonly Uint8Array[]>;

/** Reads the exact bytes of the records of an answer. */
export interface OriginalsReader extends Required<OriginalsOptions> {
  /** All variants of the event, unless this one was read from a log file. */
  readonly read: ReadBytes;
  /** None if they were read for another record. */
  readonly readOnce: ReadBytes;
}

/** Keeps what the answer read from log files, and reads the events of other records by their ID. */
export function originalsReader(log: Pick<AuditLog, 'original'>): OriginalsReader {
  const inFiles = new WeakMap<AuditRecord, Uint8Array>();
  const asked = new Set<string>();
  const read: ReadBytes = async (record) => {
    const known = inFiles.get(record);
    return known ? [known] : log.original(record.eventId);
  };
  return {
    onOriginal: (record, original) => void inFiles.set(record, original),
    read,
    async readOnce(record) {
      if (inFiles.has(record)) return read(record);
      // Reading one event ID returns all of its variants, and several of them can be among the records.
      if (asked.has(record.eventId)) return [];
      asked.add(record.eventId);
      return read(record);
    },
  };
}
