import { html } from 'hono/html';
import { countWords, formatCount } from '../../query/format-count';
import type { Report, ReportedFile } from '../../report/report-schema';
import { type Column, formatRest, formatSection, formatTable, type Piece } from './elements';

const STATUSES: readonly (readonly [status: 'done' | ReportedFile['statuses'][number], meaning: string])[] = [
  ['done', 'All events of it are in the audit.'],
  ['failed', 'It could not be read or stored.'],
  ['discarded', 'It failed, and somebody decided that it stays a gap.'],
  ['rejected', 'It is done, but records of it could not be audited.'],
  ['altered', 'Different contents arrived under its key.'],
];

const FILE_COLUMNS: readonly Column<ReportedFile>[] = [
  { head: 'Day', width: 12, toCell: ({ day }) => day },
  { head: 'Status', width: 12, toCell: ({ statuses }) => statuses.join(', ') },
  { head: 'Log file', width: 44, kind: 'code', toCell: ({ object }) => object },
  { head: 'Reason', width: 32, toCell: ({ reason = '' }) => reason },
];

/** Log files by status, and the sums of their records. */
export const formatFiles = (report: Report): Piece =>
  html`${formatStatuses(report)}${formatConservation(report)}`;

const formatStatuses = ({ files }: Report): Piece => {
  const { firstDay, lastDay, withoutDay } = files;
  return formatSection(
    'What became of the log files?',
    `Log files in the folders of the days ${firstDay} to ${lastDay} that arrived here. A log file that nobody announced is not among them: only digests name it.`,
    html`<p>${countWords(files.files, 'log file')}, ${countWords(files.contents, 'content')}. A file can have several statuses.
${withoutDay > 0 ? `${countWords(withoutDay, 'content')} outside of CloudTrail's folders without a known day are counted, too.` : ''}</p>
<table class="counts"><thead><tr><th scope="col">Status</th><th scope="col" class="number">Log files</th><th scope="col">Meaning</th></tr></thead><tbody>
${STATUSES.map(
  ([status, meaning]) =>
    html`<tr><th scope="row">${status}</th><td class="number">${formatCount(files[status])}</td><td>${meaning}</td></tr>\n`,
)}</tbody></table>
${files.listed.length > 0 ? formatTable(FILE_COLUMNS, files.listed) : ''}
${formatRest(files.omitted, 'more log files that are not simply done are not listed')}`,
  );
};

const CONSERVED = [
  ['otherServices', 'events of other services, which are not kept'],
  ['excluded', 'events that settings exclude'],
  ['duplicates', 'copies of events that were read already'],
  ['recorded', 'audited events that have a record'],
  ['summarized', 'audited events without a record of their own, which activity entries count'],
  ['rejected', 'records that could not be audited'],
] as const;

const formatConservation = ({ conservation }: Report): Piece => {
  const { read, unaccounted } = conservation;
  return formatSection(
    'Was any record lost between the log files and the audit?',
    'Every record of the log files above is counted once. If the sum is not the number of records read, records were lost.',
    html`<table class="counts"><tbody>
${CONSERVED.map(
  ([name, meaning], index) =>
    html`<tr><td class="number">${index === 0 ? '' : '+ '}${formatCount(conservation[name])}</td><td>${meaning}</td></tr>\n`,
)}<tr class="sum"><td class="number">= ${formatCount(read - unaccounted)}</td><th scope="row">sum</th></tr>
<tr><td class="number">${formatCount(read)}</td><th scope="row">records read</th></tr>
</tbody></table>
<p>${unaccounted === 0 ? 'No record is unaccounted for.' : html`<b>${formatCount(unaccounted)} records are unaccounted for.</b>`}</p>`,
  );
};
