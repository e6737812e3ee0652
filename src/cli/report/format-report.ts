import { html } from 'hono/html';
import { countWords, formatCount } from '../../query/format-count';
import type { Report } from '../../report/report-schema';
import { visible } from '../output/control-characters';
import { formatHead } from '../output/page-head';
import { formatList, formatSection, type Piece } from './elements';
import { formatCalls, formatLevels } from './format-calls';
import { formatDeliveries } from './format-deliveries';
import { formatFiles } from './format-files';
import { formatCallers, formatTables } from './format-tables';
import { REPORT_STYLE } from './report-style';

const STATUSES: Readonly<
  Record<Report['coverage']['status'], readonly [title: string, look: string, sentence: string]>
> = {
  proven: [
    'Proven',
    'proven',
    'Every log file that CloudTrail delivered for this range was ingested with the signed SHA-256, and trails logged these events.',
  ],
  ingested: [
    'Ingested, not proven',
    'unproven',
    'Nothing is known to be missing, but digests do not cover all deliveries.',
  ],
  'not-provable': [
    'Not provable',
    'unproven',
    'Some events were not logged or not kept, or it is not known whether they were.',
  ],
  incomplete: [
    'Incomplete',
    'invalid',
    'Something that CloudTrail delivered is missing, changed or not ingested.',
  ],
};

/**
 * Formats a report as one HTML page without scripts and without requests, and without its last line.
 * @param jsonHash SHA-256 that the JSON of the same report ends with
 */
export async function formatReport(report: Report, jsonHash: string): Promise<string> {
  const page =
    await html`${formatHead(`DynamoDB audit report, ${report.since} to ${report.until}`, REPORT_STYLE)}
<body>
<h1>DynamoDB audit report</h1>
${formatFacts(report)}
${formatCompleteness(report)}
${formatDeliveries(report)}
${formatFiles(report)}
${formatLogged(report)}
${formatAccess(report)}
${formatCalls(report)}
${formatTables(report)}
${formatSection('What does this report not cover?', 'Beside what each section says:', formatList(report.notCovered))}
${formatCheck(jsonHash)}
`;
  return String(page);
}

function formatFacts(report: Report): Piece {
  const { levels, total } = report.risks;
  const facts: (readonly [name: string, value: string])[] = [
    ['Range', `${report.since} to ${report.until}`],
    ['Accounts', report.accounts.length > 0 ? report.accounts.join(', ') : 'All accounts of the audit'],
    ['Audit', report.audit],
    ['Made with', `ddb-audit ${report.version}`],
    ['Tables with calls', formatCount(report.tables.listed.length + report.tables.omitted)],
    ['Privileged actions', countWords(report.privileged.calls, 'call')],
    ['Denied actions', countWords(report.denied.calls, 'call')],
    ['Risky calls', `${formatCount(total)}: ${formatLevels(levels)}`],
    ['Log files', `${formatCount(report.files.files)}, of which ${formatCount(report.files.failed)} failed`],
  ];
  return html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${visible(value)}</dd>`)}</dl>
<p class="note">All times are UTC. Names, keys and user agents are shown as they were logged. Control characters are shown as escapes such as \\u001b.</p>`;
}

function formatCompleteness({ coverage }: Report): Piece {
  const [title, look, sentence] = STATUSES[coverage.status];
  return formatSection(
    'How complete is this report?',
    'About all events of the range. Events are asked for by their time, and digests by the time of delivery.',
    html`<div class="status ${look}">${title}<p>${sentence}</p></div>
${coverage.reasons.length > 0 ? formatList(coverage.reasons) : ''}
<p class="note">docs/completeness.md of dynamodb-audit-trail defines each status.</p>`,
  );
}

const formatLogged = ({ coverage: { logged, excluded, retentionDays } }: Report): Piece =>
  html`${formatSection(
    'What do trails log?',
    'Which events of the range trails were set to log. An event that no trail logs is in no log file.',
    logged.length > 0 ? formatList(logged) : html`<p>It is not known.</p>`,
  )}${formatSection(
    'What is excluded from the audit?',
    'Events that were delivered, and that settings of the audit left out or deleted.',
    html`${excluded.length > 0 ? formatList(excluded) : html`<p>Settings exclude nothing of this range.</p>`}
<p>${retentionDays === undefined ? 'Records are kept forever.' : `Records are kept for ${countWords(retentionDays, 'day')} after their eventTime.`}</p>`,
  )}`;

function formatAccess({ access: { sentences, facts, commands, seen } }: Report): Piece {
  return formatSection(
    'Who may read the audit?',
    'What this program can know of permissions. It does not read policies.',
    html`${formatList(sentences)}
${facts.length > 0 ? html`<dl>${facts.map(({ name, value }) => html`<dt>${name}</dt><dd>${visible(value)}</dd>`)}</dl>` : ''}
${commands.length > 0 ? html`<p>These commands show more:</p>${commands.map((line) => html`<p><code>${visible(line)}</code></p>`)}` : ''}
${seen.length > 0 ? html`<h3>Who called the tables of the audit</h3>${formatCallers(seen)}` : ''}`,
  );
}

const formatCheck = (jsonHash: string): Piece => html`<section>
<h2>How do I check that this report was not changed?</h2>
<p>The last line of report.html has the SHA-256 of all bytes before it. Compute it again, and compare:</p>
<p><code>sed '$d' report.html | sha256sum</code></p>
<p>report.json has the same content. Its last line has the SHA-256 of all bytes before it: <code>${jsonHash}</code></p>
<p>Anyone who changes a report can compute a new hash. Keep the hash, or the report, where others cannot change it. The same
range of the same audit gives the same report, once two days have passed.</p>
</section>
`;
