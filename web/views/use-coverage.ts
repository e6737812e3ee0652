import { useEffect } from 'preact/hooks';
import { toQuestion, useAnswer } from '../api/questions';
import { usePlace } from '../place/use-place';
import type { ViewProps } from './view';

/** Shows how complete answers about the filters and the time range are, in a view that has no such answer. */
export function useCoverage(onCoverage: ViewProps['onCoverage']): void {
  const { place } = usePlace();
  // Coverage is that of the question, also where no index has the whole answer.
  const { value } = useAnswer('searchEvents', { ...toQuestion(place), limit: 1, partial: true });
  const coverage = value?.coverage;
  useEffect(() => onCoverage(coverage), [coverage, onCoverage]);
}
