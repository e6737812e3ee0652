import { useMemo, useRef, useState } from 'preact/hooks';
import type { Histogram } from '../api/histogram';
import type { Split } from '../place/place';
import { formatMinute, formatTick, toEpochSeconds, type Zone } from '../text/time';
import { formatCount } from '../text/words';
import { chooseTicks } from './ticks';
import { useWidth } from './use-width';

/** The values of each split from bottom to top, as the bars are stacked. */
export const SERIES: Readonly<Record<Split, readonly string[]>> = {
  outcome: ['succeeded', 'throttled', 'failed', 'denied'],
  plane: ['data', 'control'],
  risk: ['low', 'medium', 'high', 'critical'],
};

const TOP = 6;
const BOTTOM = 20;

export interface ChartProps {
  readonly histogram: Histogram;
  readonly split: Split;
  readonly zone: Zone;
  readonly height: number;
  /** Called with a range of epoch seconds that was dragged over. */
  readonly onZoom: (start: number, end: number) => void;
}

/** Bars of counts over time. Dragging over them chooses a range. */
export function HistogramChart({ histogram, split, zone, height, onZoom }: ChartProps) {
  const { start, end } = histogram;
  const { seconds, buckets } = histogram.counts;
  const [frame, width] = useWidth();
  const [drag, setDrag] = useState<readonly [from: number, to: number]>();
  const [pointed, setPointed] = useState<number>();
  const svg = useRef<SVGSVGElement>(null);

  const bars = useMemo(() => toBars(buckets, split), [buckets, split]);
  const highest = Math.max(1, ...bars.map(({ total }) => total));
  const toX = (time: number) => ((time - start) / (end - start)) * width;
  const toHeight = (count: number) => (count / highest) * (height - TOP - BOTTOM);
  const barWidth = Math.max(1, toX(start + seconds) - 1);

  const readTime = ({ clientX }: PointerEvent): number => {
    const box = svg.current?.getBoundingClientRect();
    const share = box ? (clientX - box.left) / box.width : 0;
    return start + Math.floor((Math.min(0.9999, Math.max(0, share)) * (end - start)) / seconds) * seconds;
  };
  const release = () => {
    if (drag) onZoom(Math.min(...drag), Math.max(...drag) + seconds);
    setDrag(undefined);
  };
  const shown = bars.find((bar) => bar.start === pointed);

  return (
    <div class="chart" ref={frame}>
      <svg
        ref={svg}
        width={width}
        height={height}
        aria-hidden="true"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const time = readTime(event);
          setDrag([time, time]);
        }}
        onPointerMove={(event) => {
          const time = readTime(event);
          setPointed(time);
          if (drag) setDrag([drag[0], time]);
        }}
        onPointerUp={release}
        onPointerCancel={() => setDrag(undefined)}
        onPointerLeave={() => setPointed(undefined)}
      >
        <line class="axis" x1="0" x2={width} y1={height - BOTTOM + 0.5} y2={height - BOTTOM + 0.5} />
        {chooseTicks(start, end, width).map((time) => (
          <g key={time}>
            <line class="axis" x1={toX(time)} x2={toX(time)} y1={height - BOTTOM} y2={height - BOTTOM + 4} />
            <text
              x={toX(time)}
              y={height - 5}
              text-anchor={toX(time) < 20 ? 'start' : toX(time) > width - 20 ? 'end' : 'middle'}
            >
              {formatTick(time, zone)}
            </text>
          </g>
        ))}
        {bars.map((bar) => {
          let y = height - BOTTOM;
          return SERIES[split].map((series) => {
            const count = bar.counts[series] ?? 0;
            if (count === 0) return null;
            // Even one event among thousands must be seen.
            const size = Math.max(1.5, toHeight(count));
            y -= size;
            return (
              <rect
                key={`${bar.start} ${series}`}
                class={`series-${series}`}
                x={toX(bar.start)}
                y={y}
                width={barWidth}
                height={size}
              />
            );
          });
        })}
        {drag && (
          <rect
            class="chart-drag"
            x={toX(Math.min(...drag))}
            width={toX(Math.max(...drag) + seconds) - toX(Math.min(...drag))}
            y="0"
            height={height - BOTTOM}
          />
        )}
      </svg>
      <div class="chart-legend">
        {SERIES[split].map((series) => (
          <span key={series}>
            <i class={`swatch series-${series}`} />
            {series}
          </span>
        ))}
        <span class="chart-reading">
          {pointed === undefined
            ? bars.length > 0 && `Highest bar: ${formatCount(highest)}. Drag to zoom.`
            : `${formatMinute(pointed, zone)}: ${formatCount(shown?.total ?? 0)}`}
        </span>
      </div>
    </div>
  );
}

export interface Bar {
  readonly start: number;
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** The buckets with their sums. */
export const toBars = (buckets: Histogram['counts']['buckets'], split: Split): Bar[] =>
  buckets.map(({ start, counts }) => ({
    start: toEpochSeconds(start),
    total: SERIES[split].reduce((sum, series) => sum + (counts[series] ?? 0), 0),
    counts,
  }));
