import { AuditTrailError } from '../errors';
import type { AuditStore } from './audit-store';
import { mostFrequentFirst, toTotals } from './count-buckets';
import { DIMENSION_NAMES, type Dimension } from './dimensions';
import type { Facet, Facets, FacetsOptions } from './facets';
import { checkLimit, DEFAULT_FACET_VALUES, MAXIMUM_FACET_VALUES, pageBudget } from './limits';
import { toNotices } from './notices';
import { parseExclude } from './parse-exclude';
import { type AuditQuery, parseQuery } from './query';
import type { ReadCost } from './read-cost';
import { type CoverageReader, checkLateness } from './read-coverage';
import { resolveQuery } from './resolve-query';
import { distinct, type NamedQuery, type ResolvedQuery } from './resolved-query';
import { toSearched } from './searched';
import type { SummaryQuery } from './summary';
import type { CountedValues, ValueCounts } from './value-counts';

/** Counts the values of filters, and reads how complete the counts are. Throws as `AuditLog.facets` does. */
export async function readFacets(
  store: AuditStore,
  reader: CoverageReader,
  asked: SummaryQuery,
  options: FacetsOptions = {},
): Promise<Facets> {
  checkLateness(options);
  const { by = DIMENSION_NAMES, limit = DEFAULT_FACET_VALUES, signal } = options;
  checkLimit(limit, MAXIMUM_FACET_VALUES);
  if ((asked as AuditQuery).key)
    throw new AuditTrailError('InvalidArgument', 'Facets cannot have key. Use item to ask about an item.');
  const { query: parsed, notices } = parseQuery(asked);
  const { query, named, notices: further } = await resolveQuery(store, parsed, undefined, signal);
  const names = distinct(by);
  const own = names.filter((name) => hasFilter(named, name));
  const others = names.filter((name) => !own.includes(name));
  const ask = (asked: ResolvedQuery, by: readonly Dimension[]) =>
    // All facets are of the same time, also if "now" passes in between.
    store.countValues({ ...asked, range: query.range }, { by, budget: pageBudget(store), signal });
  const [answers, { coverage, notices: unread }] = await Promise.all([
    Promise.all([
      ...(others.length > 0 ? [ask(query, others)] : []),
      ...own.map(async (name) => {
        const page = await resolveQuery(store, withoutFilter(parsed, name), undefined, signal);
        return ask(page.query, [name]);
      }),
    ]),
    reader.readOrSay(query, options),
  ]);
  const facets = answers.flatMap((answer) =>
    answer.counts.map((counts) => toFacet(counts, answer, toChosen(named, counts.by), limit)),
  );
  return {
    ...query.range,
    facets: DIMENSION_NAMES.flatMap((name) => facets.filter((facet) => facet.by === name)),
    searched: toSearched(query.range, toIndex(answers), addUp(answers.map(({ cost }) => cost))),
    coverage,
    ...toNotices([
      ...notices,
      ...further,
      ...distinct(answers.flatMap((answer) => answer.notices)),
      ...unread,
    ]),
  };
}

function toFacet(
  { by, buckets, records, countedSince, incomplete }: CountedValues,
  { matching }: ValueCounts,
  chosen: readonly string[],
  limit: number,
): Facet {
  const all = mostFrequentFirst(toTotals(buckets));
  const values = all.filter(([value], index) => index < limit || chosen.includes(value));
  return {
    by,
    values: values.map(([value, count]) => ({ value, count })),
    distinct: all.length,
    records,
    ...(matching !== undefined && { matching }),
    complete: countedSince === undefined && incomplete === undefined,
    ...(countedSince !== undefined && { countedSince }),
    ...(incomplete !== undefined && { incomplete }),
  };
}

const hasFilter = (named: NamedQuery, name: Dimension): boolean => toChosen(named, name).length > 0;

/** The values of a filter that a query includes or excludes. */
const toChosen = (named: NamedQuery, name: Dimension): readonly string[] => {
  const excluded = name === 'mfa' ? [] : (named.exclude?.[name] ?? []);
  return [named[name] ?? [], excluded].flat();
};

/** A query without one of its filters, and without what needs that. */
function withoutFilter(query: AuditQuery, name: Dimension): AuditQuery {
  const exclude = query.exclude?.filter((exclusion) => !Object.hasOwn(parseExclude([exclusion]), name));
  const others: AuditQuery = {
    ...query,
    [name]: undefined,
    exclude: exclude && exclude.length > 0 ? exclude : undefined,
  };
  const hasResource = others.table !== undefined || others.resource !== undefined;
  return hasResource ? others : { ...others, related: undefined, exact: undefined };
}

const toIndex = (answers: readonly ValueCounts[]): string =>
  distinct(answers.flatMap(({ counts }) => counts.flatMap(({ index }) => index.split(', ')))).join(', ');

function addUp(costs: readonly ReadCost[]): ReadCost {
  const sum = (toValue: (cost: ReadCost) => number | undefined) =>
    costs.reduce((total, cost) => total + (toValue(cost) ?? 0), 0);
  return {
    queries: sum(({ queries }) => queries),
    entries: sum(({ entries }) => entries),
    ...(costs.some(({ readUnits }) => readUnits !== undefined) && {
      readUnits: sum(({ readUnits }) => readUnits),
    }),
  };
}
