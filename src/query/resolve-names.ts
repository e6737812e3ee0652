import type { FilterValues } from './match-record';
import type { NameContext, ResolvedValues } from './name-matches';
import { resolveActions } from './resolve-actions';
import { resolvePrincipals } from './resolve-principals';
import { resolveResourcePrefixes, resolveTables } from './resolve-tables';

type Resolver = (asked: readonly string[], context: NameContext) => Promise<ResolvedValues>;

/** Filters that take names, and how names become the values that records hold. */
const RESOLVERS = {
  table: resolveTables,
  resource: resolveResourcePrefixes,
  principal: resolvePrincipals,
  action: resolveActions,
} as const satisfies Partial<Record<keyof FilterValues, Resolver>>;

type NamedFilter = keyof typeof RESOLVERS;
const NAMED_FILTERS = Object.keys(RESOLVERS) as readonly NamedFilter[];

type NamedValues = Pick<FilterValues, NamedFilter>;

export interface ResolvedNames {
  /** Only the filters above. */
  readonly filters: NamedValues;
  /** What names stand for. */
  readonly notices: readonly string[];
}

/**
 * Replaces the names and prefixes in filters by the values that records hold.
 * @throws AuditTrailError `NotFound`, `Ambiguous`, `InvalidArgument`
 */
export async function resolveNames(asked: NamedValues, context: NameContext): Promise<ResolvedNames> {
  const resolved = await Promise.all(
    NAMED_FILTERS.map(async (name) => {
      const values = asked[name];
      return values && { name, ...(await RESOLVERS[name](values, context)) };
    }),
  );
  const present = resolved.filter((one) => one !== undefined);
  return {
    filters: Object.fromEntries(present.map(({ name, values }) => [name, values])),
    notices: present.flatMap(({ notices }) => notices),
  };
}
