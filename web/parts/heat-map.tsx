import { useMemo } from 'preact/hooks';
import { type Histogram, useHistogram } from '../api/histogram';
import { toQuestion } from '../api/questions';
import { withCondition } from '../place/filters';
import { usePlace } from '../place/use-place';
import { formatLength, formatMinute, formatTick, toEpochSeconds, toIso } from '../text/time';
import { countWords, distinctNames, formatCount } from '../text/words';
import { CountLimit } from './count-limit';
import { Problem, Value } from './text';
import { chooseTicks } from './ticks';

const ROWS = 12;
/** Steps of color, beside none. */
const STEPS = 5;
const COLUMNS = 100;
/** Room for labels of the time, in pixels. */
const LABELS_WIDTH = 640;

const HOUR = 3_600;
const DAY = 86_400;
const LENGTHS = [60, 300, 900, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY];

/** The length of a column: an hour, if that makes neither too many columns nor too few. */
function chooseSeconds(length: number): number {
  const least = length >= 6 * HOUR ? HOUR : 0;
  const fits = (seconds: number) => seconds >= least && length / seconds <= COLUMNS;
  return LENGTHS.find(fits) ?? Math.ceil(length / COLUMNS / DAY) * DAY;
}

/** Which tables were used when: a row for each, darker where more happened. */
export function HeatMap({ range }: { readonly range: Histogram }) {
  const { place } = usePlace();
  const { since, until } = range.counts;
  const seconds = chooseSeconds(range.end - range.start);
  const counted = useHistogram({ ...toQuestion(place), since, until, by: 'table', seconds });
  const { value, problem } = counted;
  const heat = useMemo(() => value && toHeat(value), [value]);
  if (problem) return <Problem message={problem.message} />;
  if (!heat || heat.rows.length === 0) return null;
  return (
    <section class="panel heat" aria-label="Tables over time">
      <div class="bar">
        <h2>Tables over time</h2>
        <span class="note">
          A cell is {formatLength(heat.seconds)}. Darker: more events, {formatCount(heat.highest)} at most.
        </span>
      </div>
      <HeatTable heat={heat} />
      {value && <CountLimit counts={value.counts} counted={counted} />}
    </section>
  );
}

function HeatTable({ heat: { start, seconds, columns, rows, highest } }: { readonly heat: Heat }) {
  const { place, link } = usePlace();
  const toName = distinctNames(rows.map(({ table }) => table));
  const toTime = (column: number) => start + column * seconds;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Tables over time, as a table">
      <table>
        <thead aria-hidden="true">
          <tr>
            <td class="heat-corner" />
            {toLabels(start, seconds, columns).map(({ column, span, isTick }) => (
              <td key={column} colSpan={span}>
                {isTick && formatTick(toTime(column), place.zone)}
              </td>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ table, counts }) => (
            <tr key={table}>
              <th scope="row" title={table}>
                <Value>{toName(table)}</Value>
              </th>
              {Array.from({ length: columns }, (_, column) => {
                const from = toTime(column);
                const count = counts.get(from) ?? 0;
                const words = `${formatMinute(from, place.zone)}: ${countWords(count, 'event')}`;
                const condition = { name: 'table', value: table, excluded: false } as const;
                return (
                  // A column is its time.
                  <td key={column} class={`heat-${toStep(count, highest)}`} title={words}>
                    {count > 0 && (
                      <a
                        href={link({
                          view: 'search',
                          filters: withCondition(place.filters, condition),
                          since: toIso(from),
                          until: toIso(from + seconds),
                        })}
                        tabIndex={-1}
                      >
                        <span class="hidden">{words}</span>
                      </a>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The columns that have a label, and how far it reaches; before the first of them, an empty one. */
function toLabels(start: number, seconds: number, columns: number) {
  const ticks = chooseTicks(start, start + columns * seconds, LABELS_WIDTH)
    .map((time) => (time - start) / seconds)
    .filter(Number.isInteger);
  const labels = ticks[0] === 0 ? ticks : [0, ...ticks];
  const step = (ticks[1] ?? columns) - (ticks[0] ?? 0);
  return labels.map((column, index) => ({
    column,
    span: (labels[index + 1] ?? columns) - column,
    // A label that would be cut off is left out.
    isTick: ticks.includes(column) && ((labels[index + 1] ?? columns) - column) * 2 >= step,
  }));
}

/** By logarithm: one event must be seen beside thousands. */
const toStep = (count: number, highest: number): number =>
  count === 0 ? 0 : 1 + Math.min(STEPS - 1, Math.floor((Math.log(count) / Math.log(highest + 1)) * STEPS));

interface Heat {
  /** Epoch seconds of the first column. */
  readonly start: number;
  /** Length of a column. */
  readonly seconds: number;
  readonly columns: number;
  readonly rows: readonly HeatRow[];
  /** The number of the fullest cell. */
  readonly highest: number;
}

interface HeatRow {
  /** ARN. */
  readonly table: string;
  /** By the start of the column. */
  readonly counts: ReadonlyMap<number, number>;
}

function toHeat({ start, end, counts: { buckets, totals, seconds } }: Histogram): Heat {
  const names = Object.entries(totals)
    .sort(([, one], [, other]) => other - one)
    .slice(0, ROWS)
    .map(([table]) => table);
  let highest = 1;
  const rows = names.map((table): HeatRow => {
    const counts = new Map<number, number>();
    for (const bucket of buckets) {
      const count = bucket.counts[table] ?? 0;
      if (count > 0) counts.set(toEpochSeconds(bucket.start), count);
      highest = Math.max(highest, count);
    }
    return { table, counts };
  });
  return { start, seconds, columns: Math.ceil((end - start) / seconds), rows, highest };
}
