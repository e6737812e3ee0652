import { AuditTrailError } from '../errors';

/** Filters that had another name in earlier versions: `old: new`. Old names are still accepted. */
export const RENAMED_FILTERS = { errorCode: 'error', accountId: 'account', region: 'eventRegion' } as const;

export type OldName = keyof typeof RENAMED_FILTERS;
export const OLD_NAMES = Object.keys(RENAMED_FILTERS) as readonly OldName[];

export const isOldName = (name: string): name is OldName => Object.hasOwn(RENAMED_FILTERS, name);

/** What to tell a caller who used an old name. */
export const renamedNotice = (what: 'filter' | 'property', name: OldName): string =>
  `The ${what} ${name} is now called ${RENAMED_FILTERS[name]}. The old name will be removed.`;

export interface Renamed<Query> {
  readonly query: Omit<Query, OldName>;
  /** One sentence for each old name that was used. */
  readonly notices: readonly string[];
}

/**
 * Replaces the old names of filters with the new ones.
 * @throws AuditTrailError `InvalidArgument` if a filter is given by both names
 */
export function renameFilters<Query extends object>(query: Query): Renamed<Query> {
  const notices: string[] = [];
  const renamed = Object.entries(query).flatMap(([name, value]): [string, unknown][] => {
    if (!isOldName(name)) return [[name, value]];
    if (value === undefined) return [];
    const newName = RENAMED_FILTERS[name];
    if ((query as Record<string, unknown>)[newName] !== undefined) {
      throw new AuditTrailError(
        'InvalidArgument',
        `${newName} and its old name ${name} are both given. Use only ${newName}.`,
      );
    }
    notices.push(renamedNotice('filter', name));
    return [[newName, value]];
  });
  return { query: Object.fromEntries(renamed) as Omit<Query, OldName>, notices };
}
