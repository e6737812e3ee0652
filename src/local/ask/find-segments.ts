import { formatCount } from '../../query/format-count';
import type { Position } from '../../query/position';
import type { ReadPlan } from '../../query/read-plan';
import type { ResolvedQuery } from '../../query/resolved-query';
import type { Segment } from '../folder/commit';
import type { FolderState } from '../folder/folder-state';
import { toAskedTokens } from './asked-tokens';
import type { Parts } from './parts';
import { toRowFilters } from './row-filter';
import { segmentsWithin } from './segment-order';

/** Maximum number of segments that a plan names. */
const SHOWN_SEGMENTS = 20;

/** The segments that may hold records of an answer after a position. */
export const findSegments = (
  { tokenFilters }: Parts,
  { segments }: FolderState,
  query: ResolvedQuery,
  from: Position | undefined,
): Promise<readonly Segment[]> =>
  tokenFilters.choose(
    segmentsWithin(segments.values(), query.range, query.order, from),
    toAskedTokens(query),
  );

/** How these segments answer a query. */
export function toPlan(query: ResolvedQuery, segments: readonly Segment[]): ReadPlan {
  const more = segments.length - SHOWN_SEGMENTS;
  return {
    index: 'segments',
    partitions: [
      ...segments.slice(0, SHOWN_SEGMENTS).map(({ events }) => events.path),
      ...(more > 0 ? [`and ${formatCount(more)} more`] : []),
    ],
    filters: toRowFilters(query).map(({ text }) => text),
  };
}
