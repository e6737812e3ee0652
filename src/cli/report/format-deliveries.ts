import { html } from 'hono/html';
import { splitByDay } from '../../assure/coverage/spans';
import { STATES, UNKNOWN_SIGN } from '../../query/delivery-states';
import { countWords } from '../../query/format-count';
import type { Report, ReportedException, ReportedPlace } from '../../report/report-schema';
import { visible } from '../output/control-characters';
import {
  type Column,
  formatRest,
  formatSection,
  formatTable,
  formatText,
  formatTime,
  type Piece,
} from './elements';

const NOTHING_KNOWN =
  'No digest of this time was verified, so it is not known which log files CloudTrail delivered. ' +
  'Verify with ddb-audit verify.';

/** The calendar of accounts and Regions, their digests, and what is not proven. */
export const formatDeliveries = (report: Report): Piece =>
  html`${formatCalendar(report)}${formatDigests(report)}${formatExceptions(report)}`;

const formatCalendar = ({ places, since, until, settled }: Report): Piece =>
  formatSection(
    'Which days of delivery are proven?',
    'UTC days on which CloudTrail delivered log files, for each account and Region that had a log file or a digest ' +
      'within 31 days before the end of the range. A day has the worst state of its hours.',
    places.listed.length === 0
      ? html`<p>${NOTHING_KNOWN}</p>`
      : html`${formatMonths(
          places.listed,
          splitByDay({ since, until }).map((part) => part.since.slice(0, 10)),
        )}
${formatRest(places.omitted, 'more accounts and Regions are not shown. They are not worse than those that are')}
${settled ? '' : html`<p>The report was made less than two days after the end of the range, so states may still change.</p>`}
${formatLegend()}`,
  );

function formatMonths(places: readonly ReportedPlace[], days: readonly string[]): Piece {
  const asked = new Set(days);
  return html`${[...new Set(days.map((day) => day.slice(0, 7)))].map((month) => {
    const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
    const dates = Array.from({ length: last }, (_, index) => String(index + 1).padStart(2, '0'));
    return html`<h3>${month}</h3>
<table class="calendar"><thead><tr><th scope="col">Account and Region</th>${dates.map(
      (date) => html`<th scope="col">${Number(date)}</th>`,
    )}</tr></thead><tbody>
${places.map(
  (place) =>
    html`<tr><th scope="row">${visible(`${place.accountId} ${place.region}`)}</th>${dates.map((date) =>
      formatDay(place, `${month}-${date}`, asked),
    )}</tr>\n`,
)}</tbody></table>
`;
  })}`;
}

function formatDay({ days }: ReportedPlace, day: string, asked: ReadonlySet<string>): Piece {
  if (!asked.has(day)) return html`<td class="outside"></td>`;
  const state = days[day];
  if (!state) return html`<td title="${day}: nothing known">${UNKNOWN_SIGN}</td>`;
  const { sign, name, look } = STATES[state];
  return html`<td class="${look}" title="${day}: ${name}">${sign}</td>`;
}

const formatLegend = (): Piece => html`<table class="legend"><caption>What the signs mean</caption><tbody>
${Object.values(STATES).map(
  ({ sign, name, look, meaning }) =>
    html`<tr><td class="${look}">${sign}</td><th scope="row">${name}</th><td>${meaning}</td></tr>\n`,
)}<tr><td>${UNKNOWN_SIGN}</td><th scope="row">nothing known</th><td>No digest and no log file of the day is known.</td></tr>
<tr><td class="outside"></td><th scope="row">outside</th><td>The day is not in the range.</td></tr>
</tbody></table>`;

const PLACE_COLUMNS: readonly Column<ReportedPlace>[] = [
  { head: 'Account', width: 16, toCell: ({ accountId }) => accountId },
  { head: 'Region', width: 14, toCell: ({ region }) => region },
  { head: 'Valid digests', width: 10, kind: 'number', toCell: ({ digests }) => digests },
  { head: 'Log files named', width: 10, kind: 'number', toCell: ({ files }) => files },
  { head: 'Days proven', width: 10, kind: 'number', toCell: ({ days }) => countProven(days) },
  { head: 'Worst state', width: 40, toCell: describeWorst },
];

const countProven = (days: ReportedPlace['days']): number =>
  Object.values(days).filter((state) => state === 'proven').length;

function describeWorst({ state, reason, since, until }: ReportedPlace): Piece {
  const span = since && until ? `, ${since} to ${until}` : '';
  return html`${formatText(STATES[state].name + span)}${reason === undefined ? '' : html`: ${formatText(reason)}`}`;
}

const COMPARED = {
  ledger:
    'Digests were compared with what was ingested. That S3 still has the same bytes is not proven: run ddb-audit verify --read.',
  ledgerAndObjects:
    'Digests were compared with what was ingested, and with the log files as they are stored.',
} as const;

const formatDigests = ({ coverage, places }: Report): Piece => {
  const { digests, files, placesExpected, placesProven, deliveredUntil, comparedWith } = coverage;
  return formatSection(
    'What do digests prove?',
    'Digests that CloudTrail signed, and the log files that they name. They prove nothing about events that no trail logged.',
    html`<p>${countWords(digests, 'valid digest')} name${digests === 1 ? 's' : ''} ${countWords(files, 'log file')}. Proven: ${placesProven} of ${countWords(placesExpected, 'account and Region', 'accounts and Regions')}.
${deliveredUntil === undefined ? '' : formatText(`Deliveries are known for events until ${deliveredUntil}.`)}</p>
${digests > 0 ? html`<p>${formatText(COMPARED[comparedWith])}</p>` : ''}
${places.listed.length > 0 ? formatTable(PLACE_COLUMNS, places.listed) : ''}`,
  );
};

const EXCEPTION_COLUMNS: readonly Column<ReportedException>[] = [
  { head: 'From', width: 12, toCell: ({ since }) => formatTime(since) },
  {
    head: 'Account and Region',
    width: 15,
    toCell: ({ accountId, region }) =>
      html`<div>${formatText(accountId)}</div><div class="region">${visible(region)}</div>`,
  },
  { head: 'State', width: 12, toCell: ({ state }) => STATES[state].name },
  { head: 'Object', width: 36, kind: 'code', toCell: ({ object }) => object },
  { head: 'Reason', width: 25, toCell: ({ reason }) => reason },
];

const formatExceptions = ({ exceptions }: Report): Piece =>
  formatSection(
    'What is not proven, and why?',
    'Digests and log files that keep time of the range from being proven. Time that no object stands for is in the table above.',
    html`${exceptions.listed.length > 0 ? formatTable(EXCEPTION_COLUMNS, exceptions.listed) : html`<p>No object is known.</p>`}
${formatRest(exceptions.omitted, 'more are not listed')}
${formatRest(exceptions.placesOmitted, 'more accounts and Regions are not proven. Their objects were not looked up')}`,
  );
