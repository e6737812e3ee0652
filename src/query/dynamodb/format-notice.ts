import { isTableArn } from '../../audit/arn';
import { FURTHER_CATEGORIES } from '../../audit/categories';
import { ITEM_FORMAT } from '../../store/items/item-summary';
import type { FilterValues } from '../match-record';
import type { ResolvedQuery } from '../resolved-query';
import { type Coverage, isHeld } from './coverage';

/**
 * Says from when a query holds, if it uses what items have only from format 2 on: the session beside the
 * source identity, further categories, MFA, and tables of which the event names only a part.
 * @returns undefined if the query does not depend on it, or begins when all items had it
 */
export function findFormatNotice(query: ResolvedQuery, coverage: Coverage): string | undefined {
  const filters = findDependent(query);
  if (filters.length === 0) return undefined;
  const names = `${filters.length > 1 ? 'filters' : 'filter'} ${formatList(filters)}`;
  const { format, formatSince } = coverage;
  if (format !== ITEM_FORMAT || formatSince === undefined) {
    return (
      `The ${names} may give a wrong answer, because an earlier version stored these events without all that ` +
      'is needed. Deploy this version, and run "ddb-audit reindex" after it has ingested a log file.'
    );
  }
  if (isHeld(query.range, formatSince, coverage)) return undefined;
  return (
    `The ${names} may give a wrong answer for events before ${formatSince}, because an earlier version stored ` +
    'them without all that is needed. Run "ddb-audit reindex".'
  );
}

/** The names of filters that depend on format 2. */
function findDependent(query: ResolvedQuery): string[] {
  const exclude: FilterValues = query.exclude ?? {};
  return [
    ...(query.resources.some(hasTable) ? [query.exact ? 'exact' : 'table'] : []),
    ...(query.session ? ['session'] : []),
    ...(query.mfa ? ['mfa'] : []),
    ...(query.category?.some(isFurther) ? ['category'] : []),
    ...(exclude.session || exclude.category?.some(isFurther) || hasTable(exclude.resource) || exclude.table
      ? ['exclude']
      : []),
  ];
}

const hasTable = (resources: readonly string[] = []): boolean => resources.some(isTableArn);
const isFurther = (category: string): boolean => FURTHER_CATEGORIES.has(category);

const formatList = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
