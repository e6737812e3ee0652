import { jsonRecord } from '../../audit/json-record';
import { escapedJson, jsonLine } from './control-characters';
import { csvLine } from './csv';
import { type Io, write } from './io';
import { csvColumns } from './record-columns';
import type { RecordFormat, RecordWriter, RecordWriterOptions } from './record-output';

/** Creates a writer for one answer. Only a table is buffered, a batch of rows at a time. */
export async function recordWriter(
  io: Io,
  format: RecordFormat,
  options: RecordWriterOptions,
): Promise<RecordWriter> {
  const out = (piece: string) => write(io.stdout, piece);
  const makers: Record<RecordFormat, () => RecordWriter | Promise<RecordWriter>> = {
    ndjson: () => ({ write: (record) => out(`${jsonLine(jsonRecord(record))}\n`), end: async () => {} }),
    json: () => jsonWriter(out),
    csv: () => csvWriter(out, options.withSource ?? false),
    table: async () => (await import('./record-table')).recordTableWriter(io, options),
    records: () => originalsWriter(out, options.readOriginals!),
  };
  return makers[format]();
}

type Out = (piece: string) => Promise<void>;

/** Writes a JSON list of any length, element by element. */
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
    end: (whole = {}) => {
      const rest = jsonLine(whole).slice(1);
      return list.close(`]${rest === '}' ? '' : ','}${rest}\n`);
    },
  };
}

/** Number of originals that are fetched concurrently. */
const ORIGINALS_AHEAD = 16;

/** `{"Records":[…]}` as CloudTrail writes it, for tools that read its log files. */
function originalsWriter(
  out: Out,
  readOriginals: NonNullable<RecordWriterOptions['readOriginals']>,
): RecordWriter {
  const list = listed(out, '{"Records":[');
  const fetched: Promise<readonly Uint8Array[]>[] = [];
  const writeFirst = async () => {
    for (const original of (await fetched.shift()) ?? []) {
      await list.element(escapedJson(new TextDecoder().decode(original)));
    }
  };
  return {
    write: async (record) => {
      const originals = readOriginals(record);
      // A failure is thrown when this original is written.
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
