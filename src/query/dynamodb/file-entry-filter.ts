import { EXPIRES_AT } from '../../store/indexes';
import type { Position } from '../position';
import type { ResolvedQuery } from '../resolved-query';
import { exactFilter, toFilters } from './filter';
import { type IndexEntry, toRecord } from './index-entry';
import { matchesSummary } from './match-summary';
import { comesBefore } from './merge-order';

/** Makes a function that says whether an entry that was made of a log file answers the question, and belongs to the page. */
export function fileEntryFilter(
  query: ResolvedQuery,
  from: Position | undefined,
): (entry: IndexEntry) => boolean {
  const filters = toFilters(query, []);
  const isExact = exactFilter(query);
  const { since = '', until } = query.range;
  const now = Date.now() / 1_000;
  return (entry) => {
    const { occurred, item } = entry;
    if (occurred < since || (until !== undefined && occurred >= until)) return false;
    if (from !== undefined && comesBefore(occurred, from.occurred, query.order)) return false;
    if (Number(item[EXPIRES_AT]?.N ?? Number.POSITIVE_INFINITY) <= now) return false;
    return matchesSummary(item.summary?.M ?? {}, filters) && isExact(toRecord(entry));
  };
}
