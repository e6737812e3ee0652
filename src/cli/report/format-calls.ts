import { html } from 'hono/html';
import { countWords, formatCount } from '../../query/format-count';
import type { CallGroup, CallGroups, Report, ReportedEvent, ReportedRisk } from '../../report/report-schema';
import {
  type Column,
  formatRest,
  formatSection,
  formatSpan,
  formatTable,
  formatText,
  formatTime,
  type Piece,
} from './elements';

/** What the sections below say if there are no calls: never that nothing happened. */
const NONE =
  'The audit has no such calls in this range. See “How complete is this report?” for what that means.';

const describeOutcome = ({ outcome, errorCode }: Pick<ReportedEvent, 'outcome' | 'errorCode'>): string =>
  errorCode === undefined ? outcome : `${outcome}: ${errorCode}`;

const describeResources = (resources: readonly string[], rest: string): Piece =>
  html`${resources.map((resource) => html`<div>${formatText(resource)}</div>`)}${rest && html`<div>${rest}</div>`}`;

const GROUP_COLUMNS: readonly Column<CallGroup>[] = [
  { head: 'Principal', width: 22, toCell: ({ principal }) => principal },
  { head: 'Action', width: 15, toCell: ({ eventName }) => eventName },
  { head: 'Outcome', width: 13, toCell: describeOutcome },
  { head: 'Calls', width: 7, kind: 'number', toCell: ({ calls }) => calls },
  { head: 'First and last', width: 16, toCell: formatSpan },
  {
    head: 'Resources',
    width: 27,
    toCell: ({ resources, moreResources }) => describeResources(resources, moreResources ? 'and others' : ''),
  },
];

const formatGroups = ({ calls, listed, callsOmitted }: CallGroups): Piece =>
  calls === 0
    ? html`<p>${NONE}</p>`
    : html`<p>${countWords(calls, 'call')}.</p>${formatTable(GROUP_COLUMNS, listed)}${formatRest(callsOmitted, 'more calls are not in any listed line')}`;

const EVENT_COLUMNS: readonly Column<ReportedEvent>[] = [
  { head: 'Time', width: 12, toCell: ({ eventTime }) => formatTime(eventTime) },
  { head: 'Action', width: 17, toCell: ({ eventName }) => eventName },
  { head: 'Outcome', width: 12, toCell: describeOutcome },
  { head: 'Principal', width: 24, toCell: ({ principal }) => principal },
  {
    head: 'Resources',
    width: 19,
    toCell: ({ resources, resourcesOmitted }) =>
      describeResources(resources, resourcesOmitted > 0 ? `and ${formatCount(resourcesOmitted)} more` : ''),
  },
  { head: 'Event ID', width: 16, kind: 'code', toCell: ({ eventId }) => eventId },
];

export const formatEvents = (listed: readonly ReportedEvent[]): Piece => formatTable(EVENT_COLUMNS, listed);

const RISK_COLUMNS: readonly Column<ReportedRisk>[] = [
  { head: 'Level', width: 9, toCell: ({ level }) => level },
  { head: 'Time', width: 12, toCell: ({ eventTime }) => formatTime(eventTime) },
  { head: 'What happened', width: 31, toCell: describeRisk },
  { head: 'Principal', width: 20, toCell: ({ principal }) => principal },
  { head: 'From', width: 14, toCell: ({ sourceIp = '' }) => sourceIp },
  { head: 'Event ID', width: 14, kind: 'code', toCell: ({ eventId }) => eventId },
];

function describeRisk(risk: ReportedRisk): Piece {
  const { words, outcome, userAgent } = risk;
  return html`${words.map((text) => html`<div>${formatText(text)}</div>`)}${
    outcome === 'succeeded' ? '' : html`<div>Outcome: ${formatText(describeOutcome(risk))}</div>`
  }${userAgent === undefined ? '' : html`<div class="agent">${formatText(userAgent)}</div>`}`;
}

/** What was done that is not routine. */
export const formatCalls = ({ privileged, denied, guard, risks }: Report): Piece =>
  html`${formatSection(
    'Which privileged actions were called?',
    'Calls that change tables, clusters and other resources, their tags or permissions, and all calls of root users. Grouped by principal, action and outcome.',
    formatGroups(privileged),
  )}${formatSection(
    'Which actions were denied?',
    'Calls that ended with an error that means a denial, such as AccessDeniedException. Grouped by principal, action and error.',
    formatGroups(denied),
  )}${formatSection(
    'Which calls touched the audit itself, or took data away?',
    'Calls of other services, such as CloudTrail, S3, KMS and AWS Backup, on what the audit depends on. docs/risks.md lists them.',
    guard.total === 0
      ? html`<p>${NONE}</p>`
      : html`<p>${countWords(guard.total, 'call')}.</p>${formatEvents(guard.listed)}${formatRest(guard.omitted, 'later calls are not listed')}`,
  )}${formatSection(
    'Which calls are risky?',
    'Calls that match a risk rule. docs/risks.md describes the rules. Listed by level, then by time.',
    formatRisks(risks),
  )}`;

/** `1 critical, 0 high, 2 medium, 3 low` */
export const formatLevels = (levels: Report['risks']['levels']): string =>
  Object.entries(levels)
    .map(([level, count]) => `${formatCount(count)} ${level}`)
    .join(', ');

function formatRisks({ total, levels, rules, listed, omitted }: Report['risks']): Piece {
  if (total === 0) return html`<p>${NONE}</p>`;
  return html`<p>${countWords(total, 'call')}: ${formatLevels(levels)}. A call can match several rules.</p>
${formatTable(
  [
    { head: 'Rule', width: 34, toCell: ({ rule }) => rule },
    { head: 'Level', width: 12, toCell: ({ level = '' }) => level },
    { head: 'Title', width: 42, toCell: ({ title }) => title },
    { head: 'Calls', width: 12, kind: 'number', toCell: ({ events }) => events },
  ],
  rules,
)}
<h3>In words</h3>
${formatTable(RISK_COLUMNS, listed)}${formatRest(omitted, 'more calls, none of a higher level, are not listed')}`;
}
