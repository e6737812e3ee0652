import { createColors } from 'picocolors';
import { jsonRecord } from '../../audit/json-record';
import { type Io, write } from '../io';
import { escapedJson, jsonLine } from './control-characters';
import { csvLine } from './csv';
import { csvColumns, type ShownRecord, TABLE_COLUMNS, tableCells } from './record-columns';
import { layTable } from './table';

export const RECORD_FORMATS = ['table', 'json', 'ndjson', 'csv', 'records'] as const;
export type RecordFormat = (typeof RECORD_FORMATS)[number];

/** Writes records to stdout, one by one, in one format. */
export interface RecordWriter {
  write(record: ShownRecord): Promise<void>;
  /** Ends the answer. Of what is said of the whole, JSON tells; other formats have no place for it. */
  end(whole?: AnswerEnd): Promise<void>;
}

/** What is to be said of an answer as a whole. */
export interface AnswerEnd {
  /** Where to go on, if there is more. */
  readonly nextToken?: string | undefined;
  /** What a partial answer lacks. */
  readonly incomplete?: string | undefined;
}

export interface RecordWriterOptions {
  readonly colour: boolean;
  /** CSV gets the columns of the log file. */
  readonly withSource?: boolean;
  /** The exact bytes of an event, for the format `records`. */
  readonly readOriginals?: (eventId: string) => Promise<readonly Uint8Array[]>;
}

/** Rows of a table that are laid out together. */
const ROWS_AT_ONCE = 500;

/** A writer for one answer. Nothing is held back longer than a screen of table rows. */
export function recordWriter(io: Io, format: RecordFormat, options: RecordWriterOptions): RecordWriter {
  const out = (piece: string) => write(io.stdout, piece);
  const makers: Record<RecordFormat, () => RecordWriter> = {
    ndjson: () => ({ write: (record) => out(`${jsonLine(jsonRecord(record))}\n`), end: async () => {} }),
    json: () => jsonWriter(out),
    csv: () => csvWriter(out, options.withSource ?? false),
    table: () => tableWriter(out, io.stdout.isTTY ? io.stdout.columns : undefined, options.colour),
    records: () => originalsWriter(out, options.readOriginals!),
  };
  return makers[format]();
}

type Out = (piece: string) => Promise<void>;

/** Joins elements into a list of JSON that may grow without end. */
const listed = (out: Out, opening: string) => {
  let written = 0;
  return {
    element: (json: string) => {
      written += 1;
      return out((written === 1 ? opening : ',') + json);
    },
    close: (closing: string) => out((written === 0 ? opening : '') + closing),
  };
};

function jsonWriter(out: Out): RecordWriter {
  const list = listed(out, '{"records":[');
  return {
    write: (record) => list.element(jsonLine(jsonRecord(record))),
    end: ({ nextToken, incomplete } = {}) => {
      const rest = jsonLine({ nextToken, incomplete }).slice(1);
      return list.close(`]${rest === '}' ? '' : ','}${rest}\n`);
    },
  };
}

/** Originals that are fetched side by side. */
const ORIGINALS_AHEAD = 16;

/** `{"Records":[…]}` as CloudTrail writes it, for tools that read its log files. */
function originalsWriter(
  out: Out,
  readOriginals: (eventId: string) => Promise<readonly Uint8Array[]>,
): RecordWriter {
  const list = listed(out, '{"Records":[');
  const asked = new Set<string>();
  const fetched: Promise<readonly Uint8Array[]>[] = [];
  const writeFirst = async () => {
    for (const original of (await fetched.shift()) ?? []) {
      await list.element(escapedJson(new TextDecoder().decode(original)));
    }
  };
  return {
    write: async ({ eventId }) => {
      // All variants of an event come with its id, and two of them may be among the records.
      if (asked.has(eventId)) return;
      asked.add(eventId);
      const originals = readOriginals(eventId);
      // A failure is thrown when its turn comes, not before.
      originals.catch(() => {});
      fetched.push(originals);
      if (fetched.length >= ORIGINALS_AHEAD) await writeFirst();
    },
    end: async () => {
      while (fetched.length > 0) await writeFirst();
      await list.close(']}\n');
    },
  };
}

function csvWriter(out: Out, withSource: boolean): RecordWriter {
  const columns = csvColumns(withSource);
  const head = csvLine(columns.map(([name]) => name));
  let isBegun = false;
  const begun = (line: string) => {
    const piece = isBegun ? line : head + line;
    isBegun = true;
    return out(piece);
  };
  return {
    write: (record) => begun(csvLine(columns.map(([, toCell]) => String(toCell(record) ?? '')))),
    end: () => begun(''),
  };
}

function tableWriter(out: Out, width: number | undefined, colour: boolean): RecordWriter {
  const paints = createColors(colour);
  let rows: ReturnType<typeof tableCells>[] = [];
  let withHead = true;
  const flush = async () => {
    if (rows.length === 0) return;
    const table = layTable(TABLE_COLUMNS, rows, { width, withHead });
    rows = [];
    withHead = false;
    await out(table);
  };
  return {
    write: async (record) => {
      rows.push(tableCells(record, paints));
      if (rows.length >= ROWS_AT_ONCE) await flush();
    },
    end: flush,
  };
}
