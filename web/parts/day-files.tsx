import { useEffect, useState } from 'preact/hooks';
import { FILE_COLUMNS } from '../../src/cli/output/file-columns';
import type { Answer } from '../../src/http/operations';
import type { Parameters } from '../api/ask';
import { useAnswer } from '../api/questions';
import { usePlace } from '../place/use-place';
import { formatTime } from '../text/time';
import { countWords, formatCount } from '../text/words';
import { DataTable } from './data-table';
import { Notes, Problem, Value } from './text';

type FileRecord = Answer<'listFiles'>['records'][number];

const PAGE = 100;

const readColumn = (name: string): ((record: FileRecord) => string) =>
  FILE_COLUMNS.find((column) => column.name === name)!.read;
const [readStatus, readReason] = ['status', 'reason'].map(readColumn) as [
  (record: FileRecord) => string,
  (record: FileRecord) => string,
];

/** The log files of a day: what became of each. */
export function DayFiles({ question }: { readonly question: Parameters<'listFiles'> }) {
  const { place } = usePlace();
  const key = JSON.stringify(question);
  const [before, setBefore] = useState<{
    readonly records: readonly FileRecord[];
    readonly nextToken?: string;
  }>({
    records: [],
  });
  useEffect(() => setBefore({ records: [] }), [key]);
  const { value, problem, isLoading } = useAnswer('listFiles', {
    ...question,
    limit: PAGE,
    nextToken: before.nextToken,
  });
  if (problem) return <Problem message={problem.message} />;
  if (!value) return <p class="note">Reading the log files of this day…</p>;
  const records = [...before.records, ...value.records];
  const { nextToken } = value;
  return (
    <>
      <h3>
        {records.length === 0 ? 'No log file of this day is known' : countWords(records.length, 'log file')}
        {nextToken !== undefined && ' so far'}
      </h3>
      {records.length > 0 && (
        <DataTable
          label="Table of log files"
          stacks
          heads={['Status', 'Ingested', '#Records', '#Audited', '#Rejected', 'Log file', 'Why']}
          rows={records.map((record) => [
            readStatus(record),
            formatTime(record.finishedAt, place.zone),
            formatCount(record.counts.read),
            formatCount(record.counts.audited),
            formatCount(record.counts.rejected),
            <span key="file" class="long" title={`${record.bucket}/${record.key}`}>
              <Value>{record.key.slice(record.key.lastIndexOf('/') + 1)}</Value>
            </span>,
            <span key="why" class="long">
              <Value>{readReason(record)}</Value>
            </span>,
          ])}
        />
      )}
      {nextToken !== undefined && (
        <p>
          <button type="button" disabled={isLoading} onClick={() => setBefore({ records, nextToken })}>
            Look for more
          </button>
        </p>
      )}
      <Notes notes={value.notices} />
    </>
  );
}
