import { useEffect } from 'preact/hooks';
import { useHistogram } from '../api/histogram';
import { toQuestion } from '../api/questions';
import { HeatMap } from '../parts/heat-map';
import { HistogramPanel } from '../parts/histogram-panel';
import { LookFirst } from '../parts/look-first';
import { TopLists } from '../parts/top-lists';
import { usePlace } from '../place/use-place';
import type { ViewProps } from './view';

const HISTOGRAM_HEIGHT = 180;

const LISTS = [
  ['table', 'Tables'],
  ['principal', 'Principals'],
  ['action', 'Actions'],
] as const;

/** What happened, on one page: how much and when, what needs a look first, and who was most active. */
export function OverviewView({ onCoverage }: ViewProps) {
  const { place } = usePlace();
  const histogram = useHistogram({ ...toQuestion(place), by: place.split });
  const range = histogram.value;
  const coverage = range?.counts.coverage;
  useEffect(() => onCoverage(coverage), [coverage, onCoverage]);
  return (
    <div class="overview">
      <HistogramPanel counted={histogram} height={HISTOGRAM_HEIGHT} />
      <LookFirst>
        <TopLists lists={LISTS}>{range && <HeatMap range={range} />}</TopLists>
      </LookFirst>
    </div>
  );
}
