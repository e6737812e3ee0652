import type { Histogram } from '../api/histogram';
import type { Counted } from '../api/use-counted';
import { SPLITS } from '../place/place';
import { usePlace } from '../place/use-place';
import { formatMinute, toIso, type Zone } from '../text/time';
import { countWords, formatCount } from '../text/words';
import { CountLimit, CountNotices } from './count-limit';
import { DataTable } from './data-table';
import { HistogramChart, SERIES, toBars } from './histogram-chart';
import { Problem } from './text';

interface PanelProps {
  readonly counted: Counted<Histogram | undefined>;
  readonly height: number;
  /** Notices that stand elsewhere on the page. */
  readonly said?: readonly string[] | undefined;
}

/** How many events there are over time, as bars and as a table. */
export function HistogramPanel({ counted, height, said }: PanelProps) {
  const { value, problem, isLoading } = counted;
  const { place, go } = usePlace();
  const { split, zone } = place;
  return (
    <section class="histogram" aria-label="Events over time" aria-busy={isLoading}>
      <div class="bar">
        <h2>{value ? formatTotal(value) : 'Events over time'}</h2>
        <label class="split">
          By{' '}
          <select
            value={split}
            onChange={({ currentTarget }) =>
              go({ split: SPLITS.find((one) => one === currentTarget.value) ?? 'outcome' })
            }
          >
            {SPLITS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      </div>
      {problem && !said?.includes(problem.message) && <Problem message={problem.message} />}
      {problem ? null : value ? (
        <>
          <HistogramChart
            histogram={value}
            split={split}
            zone={zone}
            height={height}
            onZoom={(start, end) => go({ since: toIso(start), until: toIso(end) })}
          />
          <HistogramTable histogram={value} split={split} zone={zone} />
          <CountLimit counts={value.counts} counted={counted} />
          <CountNotices notices={value.counts.notices} said={said} />
        </>
      ) : (
        <div class="chart-empty" style={{ '--chart': `${height}px` }}>
          {isLoading ? 'Counting…' : 'No events in this time.'}
        </div>
      )}
    </section>
  );
}

function formatTotal({ counts: { by, records, complete } }: Histogram): string {
  const words = countWords(records, by === 'risk' ? 'risky event' : 'event');
  return complete ? words : `At least ${words}`;
}

/** The same counts for those who cannot see bars. */
function HistogramTable({
  histogram,
  split,
  zone,
}: {
  readonly histogram: Histogram;
  readonly split: (typeof SPLITS)[number];
  readonly zone: Zone;
}) {
  const series = SERIES[split];
  return (
    <details class="as-table">
      <summary>Show as a table</summary>
      <DataTable
        label="Table of events over time"
        heads={['From', ...series.map((one) => `#${one}`)]}
        rows={toBars(histogram.counts.buckets, split).map(({ start, counts }) => [
          formatMinute(start, zone),
          ...series.map((one) => formatCount(counts[one] ?? 0)),
        ])}
      />
    </details>
  );
}
