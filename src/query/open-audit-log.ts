import { findAround } from './around';
import type { AuditLog, Explanation, Page, PageOptions } from './audit-log';
import type { AuditStore } from './audit-store';
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
import type { AuditQuery } from './query';
import { isOldName, renamedNotice } from './renamed-filters';
import { resolveQuery } from './resolve-query';
import { defaultInterval, toSummary } from './summary';

/** Opens a store for queries. Nothing is read before the first one. */
export function openAuditLog(store: AuditStore): AuditLog {
  const warned = new Set<string>();
  /** Warns once, because whoever polls asks the same again and again. */
  const warnOnce = (notice: string | undefined) => {
    if (notice === undefined || warned.has(notice)) return;
    warned.add(notice);
    process.emitWarning(notice, 'AuditNotice');
  };
  const log: AuditLog = {
    async *search(asked, { signal } = {}) {
      const { query, notices } = await resolveQuery(store, asked, undefined, signal);
      // A stream of records has no other place for them.
      for (const notice of notices) process.emitWarning(notice, 'DeprecationWarning');
      const reader = await store.records(query, { signal });
      warnOnce(reader.plan.notice);
      // Small pages first, so that a caller who needs few records waits for few.
      for (let limit = DEFAULT_PAGE; ; limit = Math.min(limit * 2, MAXIMUM_PAGE)) {
        const { records } = await reader.read(limit);
        yield* records;
        if (records.length < limit) return;
      }
    },
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
      const { query, from, notices, toToken } = await resolveQuery(
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
        budget: pageBudget(),
        signal,
      });
      return {
        ...toSummary(counts, by, length, query.range),
        ...(counts.position && { nextToken: toToken(counts.position) }),
        ...toNotices([
          ...notices,
          isOldName(name) ? renamedNotice('property', name) : undefined,
          counts.plan.notice,
        ]),
      };
    },
    async *all({ signal } = {}) {
      for await (const variants of store.events(signal)) yield* toDetailedRecords(variants);
    },
    around: (eventId, options) => findAround(log, eventId, options),
    diff: (eventId, options) => findDiff(store, eventId, options),
  };
  return log;
}

async function readPage(
  store: AuditStore,
  asked: AuditQuery,
  { cursor, limit = DEFAULT_PAGE, signal }: PageOptions = {},
): Promise<Page> {
  checkLimit(limit, MAXIMUM_PAGE);
  const { query, from, notices, toToken } = await resolveQuery(store, asked, cursor, signal);
  const reader = await store.records(query, { from, budget: pageBudget(), signal });
  const { records, position, cost } = await reader.read(limit);
  const { index, incomplete, notice } = reader.plan;
  return {
    records,
    ...(position && { nextToken: toToken(position) }),
    searched: { ...query.range, index, entries: cost.entries },
    ...(incomplete !== undefined && { incomplete }),
    ...toNotices([...notices, notice]),
  };
}

function toNotices(all: readonly (string | undefined)[]): { notices?: readonly string[] } {
  const notices = all.filter((notice) => notice !== undefined);
  return notices.length > 0 ? { notices } : {};
}

async function explain(store: AuditStore, asked: AuditQuery, signal?: AbortSignal): Promise<Explanation> {
  const { query, notices } = await resolveQuery(store, asked, undefined, signal);
  const reader = await store.records(query, { budget: pageBudget(), measureCost: true, signal });
  const { records, cost } = await reader.read(DEFAULT_PAGE);
  const { index, partitions, filters, incomplete, notice } = reader.plan;
  return {
    index,
    partitions,
    ...query.range,
    order: query.order,
    filters,
    ...(incomplete !== undefined && { incomplete }),
    ...toNotices([...notices, notice]),
    page: { ...cost, records: records.length },
  };
}
