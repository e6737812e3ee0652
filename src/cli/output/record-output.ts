import type { AnswerCoverage } from '../../assure/coverage/answer-coverage';
import type { AuditRecord } from '../../audit/audit-record';
import type { Notices } from '../../query/notices';
import type { ShownRecord } from './record-columns';
import type { TableOptions } from './table-options';

export const RECORD_FORMATS = ['table', 'json', 'ndjson', 'csv', 'records'] as const;
export type RecordFormat = (typeof RECORD_FORMATS)[number];

/** Writes records to stdout, one at a time, in one format. */
export interface RecordWriter {
  write(record: ShownRecord): Promise<void>;
  /** Ends the output. Only `json` has a place for facts about the whole answer. */
  end(whole?: AnswerEnd): Promise<void>;
}

/** Facts about an answer as a whole. */
export interface AnswerEnd extends Notices {
  /** Token of the next page. Absent if there is none. */
  readonly nextToken?: string | undefined;
  /** How complete the answer is. */
  readonly coverage?: AnswerCoverage | undefined;
  /** Why the answer is partial. Absent if it is complete. */
  readonly incomplete?: string | undefined;
}

export interface RecordWriterOptions extends TableOptions {
  readonly colour: boolean;
  /** Adds the columns of the log file to CSV. */
  readonly withSource?: boolean;
  /** Reads the exact bytes of the events of a record's ID. Required by the format `records`. */
  readonly readOriginals?: (record: AuditRecord) => Promise<readonly Uint8Array[]>;
}
