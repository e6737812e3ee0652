import { useEffect } from 'preact/hooks';
import { useHistogram } from '../api/histogram';
import { toQuestion } from '../api/questions';
import { HeatMap } from '../parts/heat-map';
import { HistogramPanel } from '../parts/histogram-panel';
import { LookFirst } from '../parts/look-first';
import { TopList } from '../parts/top-list';
import { usePlace } from '../place/use-place';
import type { ViewProps } from './view';

const HISTOGRAM_HEIGHT = 180;

/** What happened, on one page: how much and when, what needs a look first, and who was most active. */
export function OverviewView({ onCoverage }: ViewProps) {
  const { place } = usePlace();
  const question = toQuestion(place);
  const histogram = useHistogram(question, place.split);
  const coverage = histogram.value?.summary.coverage;
  const range = histogram.value;
  useEffect(() => onCoverage(coverage), [coverage, onCoverage]);
  return (
    <div class="overview">
      <HistogramPanel loading={histogram} height={HISTOGRAM_HEIGHT} />
      <LookFirst />
      <div class="tops">
        <TopList by="resource" label="Resources" />
        <TopList by="principal" label="Principals" />
        <TopList by="action" label="Actions" />
      </div>
      {range && <HeatMap range={range} />}
    </div>
  );
}
