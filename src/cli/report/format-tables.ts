import { html } from 'hono/html';
import { countWords, formatCount } from '../../query/format-count';
import type { Caller, Report, ReportedTable } from '../../report/report-schema';
import {
  type Column,
  formatRest,
  formatSection,
  formatSpan,
  formatTable,
  formatText,
  type Piece,
} from './elements';
import { formatEvents } from './format-calls';

const COUNTS = [
  ['Reads', 'reads', 7],
  ['Writes', 'writes', 7],
  ['Control', 'control', 8],
  ['Succeeded', 'succeeded', 10],
  ['Denied', 'denied', 8],
  ['Throttled', 'throttled', 10],
  ['Failed', 'failed', 8],
] as const;

const CALLER_COLUMNS: readonly Column<Caller>[] = [
  { head: 'Principal', width: 24, toCell: ({ principal }) => principal },
  ...COUNTS.map(
    ([head, name, width]): Column<Caller> => ({ head, width, kind: 'number', toCell: (row) => row[name] }),
  ),
  { head: 'First and last', width: 18, toCell: formatSpan },
];

export const formatCallers = (callers: readonly Caller[]): Piece => formatTable(CALLER_COLUMNS, callers);

/** What was done with each table. */
export const formatTables = ({ tables, events }: Report): Piece =>
  formatSection(
    'What happened to each table?',
    'Calls that name the table, or an index, stream, backup or export of it: by principal and outcome, and the changes one by one. Reads and writes are those of items; control is everything else.',
    html`${events.limits.length > 0 ? html`<p><b>Not everything was read.</b> ${events.limits.join(' ')}</p>` : ''}
${tables.listed.length === 0 ? html`<p>The audit has no calls of tables in this range.</p>` : tables.listed.map(formatOneTable)}
${formatRest(tables.omitted, 'more tables are not listed. Narrow the report with --account')}`,
  );

function formatOneTable(table: ReportedTable): Piece {
  const { callers, callersOmitted, callsOmitted, changes, readUntil } = table;
  return html`<h3 class="arn">${formatText(table.table)}</h3>
<p>${countWords(table.events, 'call')}: ${countWords(table.reads, 'read')}, ${countWords(table.writes, 'write')}, ${formatCount(table.control)} control. ${readUntil === undefined ? '' : html`<b>Calls from ${readUntil} on are not counted.</b>`}</p>
${formatCallers(callers)}
${formatRest(callsOmitted, `more calls are by ${callersOmitted > 0 ? countWords(callersOmitted, 'principal') : 'principals'} not listed`)}
${changes.total > 0 ? html`<h4>Changes</h4>${formatEvents(changes.listed)}${formatRest(changes.omitted, 'later changes are not listed')}` : ''}
`;
}
