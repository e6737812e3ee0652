import { html } from 'hono/html';
import { visible } from './control-characters';
import { formatHead } from './page-head';
import { type ComparedVerification, describeCounts, describeStatus, toFailureCells } from './verification';
import { formatCalendar } from './verification-calendar';

/** What a page says beside the result. */
export interface VerificationRun {
  /** The command line. */
  readonly command: string;
  readonly version: string;
  readonly now: Date;
}

const MAXIMUM_FAILURES = 1_000;

const TITLES = { proven: 'Proven', invalid: 'Invalid', unproven: 'Not proven' } as const;

const COMPARED: Readonly<Record<ComparedVerification['comparedWith'][number], string>> = {
  ledger: 'what was ingested into the audit',
  objects: 'the log files as they are stored now',
};

/**
 * Formats a verification as one HTML page without scripts and without requests. The same result of the same run is the
 * same page.
 */
export async function formatVerificationPage(
  verification: ComparedVerification,
  run: VerificationRun,
): Promise<string> {
  const { status, days } = verification;
  const page = await html`${formatHead(`CloudTrail verification: ${TITLES[status]}`)}
<body>
<h1>CloudTrail verification</h1>
<div class="status ${status}">${TITLES[status]}<p>${toSentence(verification)}</p></div>
${formatFacts(verification, run)}
<h2>Counts</h2>
${formatCounts(verification)}
<h2>Days</h2>
${days.length > 0 ? formatCalendar(days) : html`<p>No digests and no log files were found.</p>`}
<h2>Failures</h2>
${formatFailures(verification)}
<h2>What is not proven?</h2>
${formatLimits(verification)}
</body>
</html>
`;
  return String(page);
}

/** What the status means, without the name of the status. */
const toSentence = (verification: ComparedVerification): string => {
  const text = describeStatus(verification).replace(/^[^:]+: /, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

function formatFacts({ comparedWith, since, until }: ComparedVerification, run: VerificationRun) {
  const facts = [
    ['Verified at', run.now.toISOString()],
    ['Digests cover', since && until ? `${since} to ${until}` : 'no time'],
    ['Compared with', comparedWith.map((one) => COMPARED[one]).join(', and ')],
    ['Version', `ddb-audit ${run.version}`],
  ] as const;
  return html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}<dt>Command</dt>
<dd><code>${visible(run.command)}</code></dd></dl>`;
}

function formatCounts(verification: ComparedVerification) {
  const { digests, files, records } = verification;
  const groups = [
    ['Digests', digests],
    ['Log files', files],
    ...(records.checked > 0 ? [['Records', records] as const] : []),
  ] as const;
  return html`${describeCounts(verification).map((line) => html`<p>${line}</p>`)}
<table><thead><tr><th>Of</th><th>State</th><th class="number">Number</th></tr></thead><tbody>
${groups.flatMap(([name, counts]) =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(
      ([state, count]) => html`<tr><td>${name}</td><td>${state}</td><td class="number">${count}</td></tr>\n`,
    ),
)}</tbody></table>`;
}

function formatFailures({ failures, failuresOmitted }: ComparedVerification) {
  if (failures.length === 0) return html`<p>None.</p>`;
  const shown = failures.slice(0, MAXIMUM_FAILURES);
  const omitted = failures.length - shown.length + failuresOmitted;
  return html`<table class="failures"><thead><tr><th>Day</th><th>Kind</th><th>Object</th><th>Reason</th></tr></thead><tbody>
${shown.map((failure) => {
  const [kind, object, verdict] = toFailureCells(failure);
  return html`<tr><td>${visible(failure.day ?? '')}</td><td>${kind}</td><td><code>${object}</code></td><td>${verdict}</td></tr>\n`;
})}</tbody></table>
${omitted > 0 ? html`<p>${omitted} more failures are not listed.</p>` : ''}`;
}

function formatLimits({ comparedWith }: ComparedVerification) {
  const isStored = comparedWith.includes('objects');
  const isIngested = comparedWith.includes('ledger');
  const limits = [
    ...(isIngested ? [] : ['That the log files were ingested: no audit was compared.']),
    ...(isStored ? [] : ['That the stored log files still have the content that was ingested: use --read.']),
    'Events that the event selectors of the trail left out. CloudTrail did not log them.',
    'Time before the first digest and after the last one, and accounts and Regions that are not listed.',
    'How the log files are compressed. The signed hashes cover their content.',
  ];
  return html`<ul>${limits.map((limit) => html`<li>${limit}</li>`)}</ul>
<p class="note">Times are times of delivery, UTC. docs/completeness.md of dynamodb-audit-trail explains each state.</p>`;
}
