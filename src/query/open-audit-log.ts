import type { AuditRecord } from '../audit/audit-record';
import { readAllEvents } from './all-events';
import { findAround } from './around';
import type { PageOptions, SearchOptions } from './ask-options';
import type { AuditLog, Explanation } from './audit-log';
import type { AuditStore } from './audit-store';
import { checkValues } from './check-values';
import { compareEvents } from './compare-events';
import { findDiff } from './diff';
import { toDetailedRecords } from './event-record';
import { findVariants, readOriginals } from './event-variants';
import { explainEvent } from './explain-event';
import { countWords } from './format-count';
import { readItemHistory } from './item-history';
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
import { readNamedItems } from './named-items';
import { toNotices } from './notices';
import type { AuditQuery } from './query';
import { listActivity, readActivityPage } from './read-activity';
import { toDollars } from './read-cost';
import { CoverageReader } from './read-coverage';
import { readDeliveries } from './read-deliveries';
import { readFacets } from './read-facets';
import { readHistogram } from './read-histogram';
import { readPage, readRecords } from './read-page';
import { readPolicy } from './read-policy';
import { readStatus } from './read-status';
import { readSummary } from './read-summary';
import { resolveQuery } from './resolve-query';

/** Opens a store for queries. Nothing is read before the first one. */
export function openAuditLog(store: AuditStore): AuditLog {
  const coverage = new CoverageReader(store);
  const warned = new Set<string>();
  /** Warns once, because whoever polls asks the same again and again. */
  const warnOnce = (notice: string) => {
    if (warned.has(notice)) return;
    warned.add(notice);
    process.emitWarning(notice, 'AuditNotice');
  };
  const log: AuditLog = {
    search: (asked, options) => searchRecords(store, asked, warnOnce, options),
    page: (asked, options) => readPage(store, coverage, asked, options),
    coverage: (asked, options) => coverage.ask(asked, options),
    async get(eventId, { signal, ...place } = {}) {
      return explainEvent(store, await findVariants(store, eventId, place, signal), signal);
    },
    original: (eventId, contentHash, { signal, ...place } = {}) =>
      readOriginals(store, eventId, contentHash, place, signal),
    list: (kind, { signal } = {}) => listDirectory(store, { kind }, signal),
    async listPage(kind, { cursor, limit = DEFAULT_LIST_PAGE, signal } = {}) {
      return readListPage(store, kind, checkLimit(limit, MAXIMUM_LIST_PAGE), cursor, signal);
    },
    explain: (asked, { signal } = {}) => explain(store, asked, signal),
    summary: (asked, options) => readSummary(store, coverage, asked, options),
    histogram: (asked, options) => readHistogram(store, coverage, asked, options),
    facets: (asked = {}, options) => readFacets(store, coverage, asked, options),
    activity: (asked = {}, { signal } = {}) => listActivity(store, asked, signal),
    activityPage: (asked = {}, options) => readActivityPage(store, coverage, asked, options),
    async *all({ signal, onNotice = warnOnce } = {}) {
      for await (const variants of readAllEvents(store, { signal, onNotice }))
        yield* toDetailedRecords(variants);
    },
    files: (asked = {}, { signal } = {}) => listFiles(store, asked, signal),
    filesPage: (asked = {}, options) => readFilesPage(store, asked, options),
    status: (options) => readStatus(store, options),
    deliveries: (asked = {}, options) => readDeliveries(store, asked, options),
    around: (eventId, options) => {
      const page = (asked: AuditQuery, options: PageOptions) => readRecords(store, asked, options);
      return findAround({ get: log.get, page }, eventId, options);
    },
    item: (question, options) => readItemHistory(store, coverage, question, options),
    namedItemsPage: (asked, options) => readNamedItems(store, coverage, asked, options),
    policy: (asked, options) => readPolicy(store, coverage, asked, options),
    compare: (eventId, other, options) => compareEvents(store, [eventId, other], options),
    diff: (eventId, options) => findDiff(store, eventId, options),
  };
  return log;
}

async function* searchRecords(
  store: AuditStore,
  asked: AuditQuery,
  warn: (notice: string) => void,
  { signal, onNotice = warn, onOriginal, checkEmpty = true }: SearchOptions = {},
): AsyncGenerator<AuditRecord> {
  const { query, named, notices } = await resolveQuery(store, asked, undefined, signal);
  const reader = await store.records(query, { signal });
  const { notice } = reader.plan;
  for (const one of toNotices([...notices, notice]).notices ?? []) onNotice(one);
  let found = 0;
  // Small pages first, so that a caller who needs few records waits for few.
  for (let limit = DEFAULT_PAGE; ; limit = Math.min(limit * 2, MAXIMUM_PAGE)) {
    const { records, originals } = await reader.read(limit);
    for (const [record, original] of originals ?? []) onOriginal?.(record, original);
    yield* records;
    found += records.length;
    if (records.length < limit) break;
  }
  if (reader.plan.notice !== undefined && reader.plan.notice !== notice) onNotice(reader.plan.notice);
  if (found > 0 || !checkEmpty) return;
  for (const notice of await checkValues(store, named, signal)) onNotice(notice);
}

async function explain(store: AuditStore, asked: AuditQuery, signal?: AbortSignal): Promise<Explanation> {
  const { query, named, notices } = await resolveQuery(store, asked, undefined, signal);
  const reader = await store.records(query, { budget: pageBudget(store), measureCost: true, signal });
  const { records, position, cost } = await reader.read(DEFAULT_PAGE);
  const { index, partitions, filters, tables, incomplete, notice } = reader.plan;
  const dollars = toDollars(cost);
  const isNothing = records.length === 0 && position === undefined;
  const unchecked = isNothing ? await checkValues(store, named, signal) : [];
  return {
    index,
    partitions,
    ...query.range,
    order: query.order,
    filters,
    ...(incomplete !== undefined && { incomplete }),
    ...toNotices([...notices, notice, tables === undefined ? undefined : noteTables(tables), ...unchecked]),
    page: { ...cost, records: records.length, ...(dollars !== undefined && { dollars }) },
  };
}

const noteTables = (count: number): string =>
  `Routine data events are found by the activity entries of ${countWords(count, 'table')}. To read less, add table or principal, ` +
  'or narrow the time with since and until.';
