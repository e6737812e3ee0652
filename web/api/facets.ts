import type { Answer } from '../../src/http/operations';
import type { Parameters } from './ask';
import { type Counted, type Counting, useCounted } from './use-counted';

type Facets = Answer<'getFacets'>;
export type Facet = Facets['facets'][number];

/** Loads the values of filters, with how many events have each. */
export const useFacets = (parameters: Parameters<'getFacets'> | undefined): Counted<Facets> =>
  useCounted('getFacets', parameters, COUNTING);

const COUNTING: Counting<'getFacets'> = {
  toEarlier: ({ facets }) => {
    const open = facets.filter(({ countedSince }) => countedSince !== undefined);
    // Those that were counted least far are counted on, so that no time is counted twice.
    const until = open
      .map(({ countedSince = '' }) => countedSince)
      .sort()
      .at(-1);
    return until === undefined
      ? undefined
      : { until, by: open.filter(({ countedSince }) => countedSince === until).map(({ by }) => by) };
  },
  join: (later, { facets }) => ({
    ...later,
    facets: later.facets.map((facet) => {
      const earlier = facets.find(({ by }) => by === facet.by);
      return earlier ? joinFacet(facet, earlier) : facet;
    }),
  }),
};

function joinFacet(later: Facet, earlier: Facet): Facet {
  const counts = new Map(later.values.map(({ value, count }) => [value, count]));
  for (const { value, count } of earlier.values) counts.set(value, (counts.get(value) ?? 0) + count);
  return {
    ...later,
    values: [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((one, other) => other.count - one.count),
    distinct: Math.max(later.distinct, earlier.distinct, counts.size),
    records: later.records + earlier.records,
    complete: earlier.complete,
    countedSince: earlier.countedSince,
  };
}
