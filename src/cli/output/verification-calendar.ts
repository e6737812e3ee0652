import { html } from 'hono/html';
import type { VerificationStatus, VerifiedDay } from '../../assure/verification';
import { visible } from './control-characters';

/** Accounts and Regions in the calendar. */
const MAXIMUM_PLACES = 100;

const SIGNS: Readonly<Record<VerificationStatus, string>> = { proven: '✓', unproven: '?', invalid: '✗' };

/** The verified days: a table for each month, a row for each account and Region. */
export function formatCalendar(days: readonly VerifiedDay[]) {
  const places = [...new Set(days.map(toPlace))];
  const shown = new Set(places.slice(0, MAXIMUM_PLACES));
  const months = [...new Set(days.map(({ day }) => day.slice(0, 7)))].sort();
  const byCell = new Map(days.map((day) => [`${toPlace(day)} ${day.day}`, day]));
  const omitted = places.length - shown.size;
  return html`${months.map((month) => formatMonth(month, [...shown], byCell))}
<p class="note">${SIGNS.proven} proven, ${SIGNS.unproven} not proven, ${SIGNS.invalid} invalid. Days without a mark have
no digests and no log files. A digest and the log files that it names count on the UTC day when its hour ends.${
    omitted > 0 ? ` ${omitted} more accounts and Regions are not shown: --output json lists them.` : ''
  }</p>`;
}

const toPlace = ({ account, region }: VerifiedDay): string => visible(`${account} ${region}`);

function formatMonth(month: string, places: readonly string[], byCell: ReadonlyMap<string, VerifiedDay>) {
  const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
  const dates = Array.from({ length: last }, (_, index) => String(index + 1).padStart(2, '0'));
  const rows = places.map((place) => ({
    place,
    cells: dates.map((date) => byCell.get(`${place} ${month}-${date}`)),
  }));
  return html`<h3>${month}</h3>
<table class="calendar"><thead><tr><th scope="col">Account and Region</th>${dates.map(
    (date) => html`<th scope="col">${Number(date)}</th>`,
  )}</tr></thead><tbody>
${rows
  .filter(({ cells }) => cells.some((cell) => cell))
  .map(
    ({ place, cells }) => html`<tr><th scope="row">${place}</th>${cells.map(formatCell)}</tr>\n`,
  )}</tbody></table>
`;
}

const formatCell = (day: VerifiedDay | undefined) =>
  day
    ? html`<td class="${day.status}" title="${describeDay(day)}">${SIGNS[day.status]}</td>`
    : html`<td></td>`;

const describeDay = ({ day, status, digests, files }: VerifiedDay): string =>
  `${day}: ${status}, ${digests.valid} valid digests, ${files.intact} of ${files.named} log files intact`;
