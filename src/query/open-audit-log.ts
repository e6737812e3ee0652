import type { AuditRecord } from '../audit/audit-record';
import { findAround } from './around';
import type { AuditLog, Explanation, Page, PageOptions, SearchOptions } from './audit-log';
import type { AuditStore } from './audit-store';
import { checkValues } from './check-values';
import { findDiff } from './diff';
import { INTERVALS, toDimension } from './dimensions';
import { toDetailedRecords } from './event-record';
import { findVariants, readOriginals } from './event-variants';
import { explainEvent } from './explain-event';
import {
  checkLimit,
  DEFAULT_LIST_PAGE,
  DEFAULT_PAGE,
  MAXIMUM_LIST_PAGE,
  MAXIMUM_PAGE,
  pageBudget,
} from './limits';
import { listDirectory, readListPage } from './list-directory';
import { listFiles, readFilesPage } from './list-files';
import type { AuditQuery } from './query';
import { readStatus } from './read-status';
import { isOldName, renamedNotice } from './renamed-filters';
import { resolveQuery } from './resolve-query';
import { defaultInterval, toSummary } from './summary';

/** Opens a store for queries. Nothing is read before the first one. */
export function openAuditLog(store: AuditStore): AuditLog {
  const warned = new Set<string>();
  /** Warns once, because whoever polls asks the same again and again. */
  const warnOnce = (notice: string) => {
    if (warned.has(notice)) return;
    warned.add(notice);
    process.emitWarning(notice, 'AuditNotice');
  };
  const log: AuditLog = {
    search: (asked, options) => searchRecords(store, asked, warnOnce, options),
    page: (asked, options) => readPage(store, asked, options),
    async get(eventId, { signal } = {}) {
      return explainEvent(store, await findVariants(store, eventId, signal), signal);
    },
    original: (eventId, contentHash, { signal } = {}) => readOriginals(store, eventId, contentHash, signal),
    list: (kind, { signal } = {}) => listDirectory(store, { kind }, signal),
    async listPage(kind, { cursor, limit = DEFAULT_LIST_PAGE, signal } = {}) {
      return readListPage(store, kind, checkLimit(limit, MAXIMUM_LIST_PAGE), cursor, signal);
    },
    explain: (asked, { signal } = {}) => explain(store, asked, signal),
    async summary(asked, { by: name, interval, cursor, signal }) {
      const { query, named, from, notices, toToken } = await resolveQuery(
        store,
        { ...asked, order: 'desc' },
        cursor,
        signal,
      );
      const by = toDimension(name);
      const length = interval ?? defaultInterval(query.range);
      const counts = await store.counts(query, {
        by,
        seconds: INTERVALS[length],
        from,
        budget: pageBudget(store),
        signal,
      });
      const isNothing = counts.records === 0 && from === undefined && counts.position === undefined;
      const unchecked = isNothing ? await checkValues(store, named, signal) : [];
      return {
        ...toSummary(counts, by, length, query.range),
        ...(counts.position && { nextToken: toToken(counts.position) }),
        ...toNotices([
          ...notices,
          isOldName(name) ? renamedNotice('property', name) : undefined,
          counts.plan.notice,
          ...unchecked,
        ]),
      };
    },
    async *all({ signal } = {}) {
      for await (const variants of store.events(signal)) yield* toDetailedRecords(variants);
    },
    files: (asked = {}, { signal } = {}) => listFiles(store, asked, signal),
    filesPage: (asked = {}, options) => readFilesPage(store, asked, options),
    status: (options) => readStatus(store, options),
    around: (eventId, options) => findAround(log, eventId, options),
    diff: (eventId, options) => findDiff(store, eventId, options),
  };
  return log;
}

async function* searchRecords(
  store: AuditStore,
  asked: AuditQuery,
  warn: (notice: string) => void,
  { signal, onNotice = warn, checkEmpty = true }: SearchOptions = {},
): AsyncGenerator<AuditRecord> {
  const { query, named, notices } = await resolveQuery(store, asked, undefined, signal);
  const reader = await store.records(query, { signal });
  for (const notice of toNotices([...notices, reader.plan.notice]).notices ?? []) onNotice(notice);
  let found = 0;
  // Small pages first, so that a caller who needs few records waits for few.
  for (let limit = DEFAULT_PAGE; ; limit = Math.min(limit * 2, MAXIMUM_PAGE)) {
    const { records } = await reader.read(limit);
    yield* records;
    found += records.length;
    if (records.length < limit) break;
  }
  if (found > 0 || !checkEmpty) return;
  for (const notice of await checkValues(store, named, signal)) onNotice(notice);
}

async function readPage(
  store: AuditStore,
  asked: AuditQuery,
  { cursor, limit = DEFAULT_PAGE, signal }: PageOptions = {},
): Promise<Page> {
  checkLimit(limit, MAXIMUM_PAGE);
  const { query, named, from, notices, toToken } = await resolveQuery(store, asked, cursor, signal);
  const reader = await store.records(query, { from, budget: pageBudget(store), signal });
  const { records, position, cost } = await reader.read(limit);
  const { index, incomplete, notice } = reader.plan;
  const isNothing = records.length === 0 && from === undefined && position === undefined;
  const unchecked = isNothing ? await checkValues(store, named, signal) : [];
  return {
    records,
    ...(position && { nextToken: toToken(position) }),
    searched: { ...query.range, index, entries: cost.entries },
    ...(incomplete !== undefined && { incomplete }),
    ...toNotices([...notices, notice, ...unchecked]),
  };
}

function toNotices(all: readonly (string | undefined)[]): { notices?: readonly string[] } {
  const notices = all.filter((notice) => notice !== undefined);
  return notices.length > 0 ? { notices } : {};
}

async function explain(store: AuditStore, asked: AuditQuery, signal?: AbortSignal): Promise<Explanation> {
  const { query, named, notices } = await resolveQuery(store, asked, undefined, signal);
  const reader = await store.records(query, { budget: pageBudget(store), measureCost: true, signal });
  const { records, position, cost } = await reader.read(DEFAULT_PAGE);
  const { index, partitions, filters, incomplete, notice } = reader.plan;
  const isNothing = records.length === 0 && position === undefined;
  const unchecked = isNothing ? await checkValues(store, named, signal) : [];
  return {
    index,
    partitions,
    ...query.range,
    order: query.order,
    filters,
    ...(incomplete !== undefined && { incomplete }),
    ...toNotices([...notices, notice, ...unchecked]),
    page: { ...cost, records: records.length },
  };
}
