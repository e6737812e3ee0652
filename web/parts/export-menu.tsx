import { csvLine } from '../../src/cli/output/csv';
import { csvColumns } from '../../src/cli/output/record-columns';
import type { EventRecord } from '../api/questions';
import { countWords } from '../text/words';
import { saveFile } from './save-file';

/** Downloads of the events that were loaded. */
export function ExportMenu({
  records,
  hasMore,
}: {
  readonly records: readonly EventRecord[];
  readonly hasMore: boolean;
}) {
  const words = countWords(records.length, 'event');
  return (
    <details class="menu">
      <summary>Download</summary>
      <div class="menu-body">
        <p class="note">
          The {words} loaded so far.
          {hasMore && ' There are more: scroll to load them, or use ddb-audit search --limit all.'}
        </p>
        <button type="button" onClick={() => saveFile('events.csv', 'text/csv', toCsv(records))}>
          CSV
        </button>{' '}
        <button
          type="button"
          onClick={() =>
            saveFile('events.json', 'application/json', `${JSON.stringify({ records }, null, 1)}\n`)
          }
        >
          JSON
        </button>{' '}
        <button
          type="button"
          title="One record of JSON on each line"
          onClick={() => saveFile('events.ndjson', 'application/x-ndjson', toNdjson(records))}
        >
          Records (NDJSON)
        </button>
      </div>
    </details>
  );
}

/** As `ddb-audit search --output ndjson` writes them: a record a line. */
const toNdjson = (records: readonly EventRecord[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** As `ddb-audit search --output csv` writes it: no cell can be a formula. */
function toCsv(records: readonly EventRecord[]): string {
  const columns = csvColumns(false);
  const lines = records.map((record) => {
    const whole = { ...record, resources: record.resources ?? [] };
    return columns.map(([, toCell]) => String(toCell(whole) ?? ''));
  });
  return [columns.map(([head]) => head), ...lines].map(csvLine).join('');
}
