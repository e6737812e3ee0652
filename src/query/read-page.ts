import type { CoverageOptions, PageOptions } from './ask-options';
import type { AuditStore } from './audit-store';
import { checkValues } from './check-values';
import { checkBetween, checkLimit, DEFAULT_PAGE, MAXIMUM_PAGE, PAGE_FILES, pageBudget } from './limits';
import { toNotices, toPageNotices } from './notices';
import type { Page, RecordsPage } from './page';
import type { AuditQuery } from './query';
import { type CoverageReader, checkLateness } from './read-coverage';
import { type ResolvedPage, resolveQuery } from './resolve-query';
import { toSearched } from './searched';

/** Reads a page of an answer, and how complete the answer is. Throws as `AuditLog.page` does. */
export async function readPage(
  store: AuditStore,
  reader: CoverageReader,
  asked: AuditQuery,
  options: PageOptions & CoverageOptions = {},
): Promise<Page> {
  checkLateness(options);
  const resolved = await resolve(store, asked, options);
  const [{ notices, ...page }, { coverage, notices: unread }] = await Promise.all([
    readResolved(store, resolved, options),
    reader.readOrSay(resolved.query, options),
  ]);
  return { ...page, coverage, ...toNotices([...(notices ?? []), ...unread]) };
}

/** Reads a page of an answer. Throws as `AuditLog.page` does. */
export const readRecords = async (
  store: AuditStore,
  asked: AuditQuery,
  options: PageOptions = {},
): Promise<RecordsPage> => readResolved(store, await resolve(store, asked, options), options);

function resolve(
  store: AuditStore,
  asked: AuditQuery,
  { cursor, limit = DEFAULT_PAGE, maximumFiles = PAGE_FILES, signal }: PageOptions,
): Promise<ResolvedPage> {
  checkLimit(limit, MAXIMUM_PAGE);
  checkBetween('maximumFiles', maximumFiles, PAGE_FILES, 0);
  return resolveQuery(store, asked, cursor, signal);
}

async function readResolved(
  store: AuditStore,
  { query, named, from, notices, toToken }: ResolvedPage,
  { limit = DEFAULT_PAGE, maximumFiles, onOriginal, signal }: PageOptions,
): Promise<RecordsPage> {
  const reader = await store.records(query, {
    from,
    budget: pageBudget(store, maximumFiles),
    measureCost: true,
    mayPause: true,
    signal,
  });
  const { records, originals, position, cost } = await reader.read(limit);
  for (const [record, original] of originals ?? []) onOriginal?.(record, original);
  const { index, incomplete, notice, pageNotice } = reader.plan;
  const isNothing = records.length === 0 && from === undefined && position === undefined;
  const unchecked = isNothing ? await checkValues(store, named, signal) : [];
  return {
    records,
    ...(position && { nextToken: toToken(position) }),
    searched: toSearched(query.range, index, cost),
    ...(incomplete !== undefined && { incomplete }),
    ...toNotices([...notices, notice, ...unchecked]),
    ...toPageNotices([pageNotice]),
  };
}
