import { html } from 'hono/html';
import { formatCount } from '../../query/format-count';
import { visible } from '../output/control-characters';

/** A piece of a page. */
export type Piece = ReturnType<typeof html>;

/** A column of a table. Widths of a table are percents, so that no column is cut on paper. */
export interface Column<Row> {
  readonly head: string;
  readonly width: number;
  readonly kind?: 'number' | 'code';
  readonly toCell: (row: Row) => string | number | Piece;
}

/** Times and options, which stay on one line. */
const WHOLE = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|--[a-z][a-z-]{1,20})/;
/** After punctuation of ARNs and keys. */
const AFTER_PUNCTUATION = /(?<=[/:])(?=[^/:,;\s])|(?<=[,;])(?=[^/:,;\s\d])/;
/** Also before a capital letter, in names of operations and errors that are long. */
const IN_LONG_WORD = new RegExp(`${AFTER_PUNCTUATION.source}|(?<=[a-z])(?=[A-Z][a-z])`);
const LONG_WORD = 14;

/** A text of a log file, with places where a line may end: ARNs, keys and names have no spaces. */
export const formatText = (text: string): Piece =>
  html`${visible(text)
    .split(WHOLE)
    .map((part, index) => (index % 2 === 1 ? html`<span class="whole">${part}</span>` : formatWords(part)))}`;

const formatWords = (text: string): Piece =>
  html`${text
    .split(/(?<= )/)
    .map((word) =>
      word
        .split(word.length < LONG_WORD ? AFTER_PUNCTUATION : IN_LONG_WORD)
        .map((part, index) => (index === 0 ? html`${part}` : html`<wbr>${part}`)),
    )}`;

/** A time without its T and Z: all times of a report are UTC. In narrow columns, it takes two lines. */
export const formatTime = (time: string): Piece => {
  const [date = '', ofDay = ''] = time.replace(/Z$/, '').split('T');
  return html`<time>${visible(date)}</time> <time>${visible(ofDay)}</time>`;
};

/** The first and the last time of something, to the minute. */
export const formatSpan = ({ first, last }: { readonly first: string; readonly last: string }): Piece => {
  const [one, other] = [first, last].map((time) => time.slice(0, 16).replace('T', ' '));
  return html`<div><time>${one}</time></div>${one === other ? '' : html`<div><time>${other}</time></div>`}`;
};

export const formatTable = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Piece => html`<div class="wide"><table class="listed"><colgroup>${columns.map(
  ({ width }) => html`<col style="width:${width}%">`,
)}</colgroup><thead><tr>${columns.map(
  ({ head, kind }) => html`<th scope="col" class="${kind ?? ''}">${head}</th>`,
)}</tr></thead><tbody>
${rows.map(
  (row) =>
    html`<tr>${columns.map(
      ({ kind, toCell }) => html`<td class="${kind ?? ''}">${formatCell(toCell(row))}</td>`,
    )}</tr>\n`,
)}</tbody></table></div>`;

const formatCell = (cell: string | number | Piece): Piece => {
  if (typeof cell === 'number') return html`${formatCount(cell)}`;
  return typeof cell === 'string' ? formatText(cell) : cell;
};

export const formatList = (lines: readonly string[]): Piece =>
  html`<ul>${lines.map((line) => html`<li>${formatText(line)}</li>`)}</ul>`;

/** Says how many are left out of a list. Nothing if none is. */
export const formatRest = (count: number, what: string): Piece =>
  count > 0 ? html`<p class="rest">${formatCount(count)} ${what}.</p>` : html``;

/**
 * A section of the page.
 * @param title the question that it answers
 * @param covers what it is about, and what not
 */
export const formatSection = (title: string, covers: string, body: Piece): Piece => html`<section>
<h2>${title}</h2>
<p class="covers">${covers}</p>
${body}
</section>
`;
