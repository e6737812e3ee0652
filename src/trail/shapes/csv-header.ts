import { AuditTrailError } from '../../errors';
import { FIELD_NAMES } from './event-fields';

const MAXIMUM_LINE_BYTES = 4_096;
const NEWLINE = 0x0a;

/** Returns a function that takes a file, chunk by chunk, and throws once its first line is a header of CSV. */
export function createCsvCheck(): (chunk: Buffer) => void {
  let line = '';
  let isChecked = false;
  return (chunk) => {
    if (isChecked) return;
    const end = chunk.indexOf(NEWLINE);
    line += chunk.toString('latin1', 0, Math.min(end < 0 ? chunk.length : end, MAXIMUM_LINE_BYTES));
    isChecked = end >= 0 || line.length >= MAXIMUM_LINE_BYTES;
    if (isChecked && isCsvHeader(line)) throw new AuditTrailError('InvalidLogFile', CSV);
  };
}

/** Columns that only results of a query for events have. The console writes `Event name`. */
const isColumn = (cell: string): boolean => {
  const name = cell.replace(/[^a-z]/gi, '').toLowerCase();
  return name === 'eventjson' || (name.startsWith('event') && FIELD_NAMES.has(name));
};

const isCsvHeader = (line: string): boolean => /^[^{[\t]+$/.test(line) && line.split(/[,;]/).some(isColumn);

const CSV =
  'The file is CSV, which is not read, because it has lost the form of the events. Get the same events as JSON: from CloudTrail Lake with "aws cloudtrail get-query-results", from Athena with "UNLOAD (SELECT …) TO \'s3://…\' WITH (format = \'JSON\')" or "aws athena get-query-results", from the event history of the console with "Download as JSON".';
