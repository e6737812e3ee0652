import { AuditTrailError } from '../errors';
import type { AuditStore } from './audit-store';
import { checkValues } from './check-values';
import { INTERVALS, toDimension } from './dimensions';
import { pageBudget } from './limits';
import { toNotices } from './notices';
import type { AuditQuery } from './query';
import { type CoverageReader, checkLateness } from './read-coverage';
import { isOldName, renamedNotice } from './renamed-filters';
import { type ResolvedPage, resolveQuery } from './resolve-query';
import { defaultInterval, type Summary, type SummaryOptions, type SummaryQuery, toSummary } from './summary';

/** Counts records, and reads how complete the count is. Throws as `AuditLog.summary` does. */
export async function readSummary(
  store: AuditStore,
  reader: CoverageReader,
  asked: SummaryQuery,
  options: SummaryOptions,
): Promise<Summary> {
  checkLateness(options);
  if ((asked as AuditQuery).key)
    throw new AuditTrailError('InvalidArgument', 'A summary cannot have key. Use item to ask about an item.');
  const { cursor, signal, by, interval = '' } = options;
  const answer = `summary ${by} ${interval}`;
  const resolved = await resolveQuery(store, { ...asked, order: 'desc' }, cursor, signal, answer);
  const [{ notices, ...summary }, { coverage, notices: unread }] = await Promise.all([
    count(store, resolved, options),
    reader.readOrSay(resolved.query, options),
  ]);
  return { ...summary, coverage, ...toNotices([...(notices ?? []), ...unread]) };
}

async function count(
  store: AuditStore,
  { query, named, from, notices, toToken }: ResolvedPage,
  { by: name, interval = defaultInterval(query.range), signal }: SummaryOptions,
): Promise<Omit<Summary, 'coverage'>> {
  const by = toDimension(name);
  const counts = await store.counts(query, {
    by,
    seconds: INTERVALS[interval],
    from,
    budget: pageBudget(store),
    signal,
  });
  const isNothing = counts.records === 0 && from === undefined && counts.position === undefined;
  const unchecked = isNothing ? await checkValues(store, named, signal) : [];
  return {
    ...toSummary(counts, by, interval, query.range),
    ...(counts.position && { nextToken: toToken(counts.position) }),
    ...toNotices([
      ...notices,
      isOldName(name) ? renamedNotice('property', name) : undefined,
      counts.plan.notice,
      ...(counts.notices ?? []),
      ...unchecked,
    ]),
  };
}
