import { useMemo } from 'preact/hooks';
import type { Answer } from '../../src/http/operations';
import { INTERVALS } from '../../src/query/dimensions';
import type { Histogram } from '../api/histogram';
import { toQuestion, useAnswer } from '../api/questions';
import { withCondition } from '../place/filters';
import { usePlace } from '../place/use-place';
import { formatMinute, toEpochSeconds, toIso } from '../text/time';
import { countWords, shortName } from '../text/words';
import { Problem, Value } from './text';

const ROWS = 12;
/** Steps of color, beside none. */
const STEPS = 5;
const COLUMNS = 48;

/** Which resources were used when: a row for each, darker where more happened. */
export function HeatMap({ range }: { readonly range: Histogram }) {
  const { place, link } = usePlace();
  const { start, end } = range;
  const { value, problem } = useAnswer('summarizeEvents', {
    ...toQuestion(place),
    since: toIso(start),
    until: toIso(end),
    by: 'resource',
  });
  const interval = INTERVALS[value?.interval ?? '1d'];
  const seconds = interval * Math.ceil((end - start) / interval / COLUMNS);
  const heat = useMemo(() => value && toHeat(value, start, seconds), [value, start, seconds]);
  if (problem) return <Problem message={problem.message} />;
  if (!heat || heat.rows.length === 0) return null;
  const columns = Math.ceil((end - start) / seconds);
  return (
    <section class="panel heat" aria-label="Resources over time">
      <div class="bar">
        <h2>Resources over time</h2>
        <span class="note">Darker: more events, at most {countWords(heat.highest, 'event')} a cell</span>
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label="Table of resources over time">
        <table>
          <tbody>
            {heat.rows.map(({ resource, counts }) => (
              <tr key={resource}>
                <th scope="row" title={resource}>
                  <Value>{shortName(resource)}</Value>
                </th>
                {Array.from({ length: columns }, (_, column) => {
                  const count = counts.get(column) ?? 0;
                  const from = start + column * seconds;
                  const words = `${formatMinute(from, place.zone)}: ${countWords(count, 'event')}`;
                  return (
                    // A column is its time.
                    <td key={column} class={`heat-${toStep(count, heat.highest)}`} title={words}>
                      {count > 0 && (
                        <a
                          href={link({
                            view: 'search',
                            filters: withCondition(place.filters, {
                              name: 'resource',
                              value: resource,
                              excluded: false,
                            }),
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
    </section>
  );
}

/** By logarithm: one event must be seen beside thousands. */
const toStep = (count: number, highest: number): number =>
  count === 0 ? 0 : 1 + Math.min(STEPS - 1, Math.floor((Math.log(count) / Math.log(highest + 1)) * STEPS));

interface HeatRow {
  readonly resource: string;
  /** By column. */
  readonly counts: ReadonlyMap<number, number>;
}

function toHeat({ buckets, totals }: Answer<'summarizeEvents'>, start: number, seconds: number) {
  const names = Object.entries(totals)
    .sort(([, one], [, other]) => other - one)
    .slice(0, ROWS)
    .map(([resource]) => resource);
  let highest = 1;
  const rows = names.map((resource): HeatRow => {
    const counts = new Map<number, number>();
    for (const bucket of buckets) {
      const count = bucket.counts[resource];
      if (count === undefined) continue;
      const column = Math.floor((toEpochSeconds(bucket.start) - start) / seconds);
      const sum = (counts.get(column) ?? 0) + count;
      counts.set(column, sum);
      highest = Math.max(highest, sum);
    }
    return { resource, counts };
  });
  return { rows, highest };
}
