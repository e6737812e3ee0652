import type { AuditRecord } from '../audit/audit-record';
import { AuditTrailError } from '../errors';
import type { AuditLog } from '../query/audit-log';
import type { AuditStore } from '../query/audit-store';
import { MAXIMUM_COVERAGE_DAYS } from '../query/coverage-days';
import { readRiskReasons } from '../query/explain-event';
import { parseTimeRange } from '../query/query';
import { DAY_MS } from '../time';
import { collectDeliveries } from './collect-deliveries';
import { collectEvents } from './collect-events';
import { collectFiles } from './collect-files';
import { findSeen, type KnownAccess } from './known-access';
import { NOT_COVERED } from './not-covered';
import { NotableCalls } from './notable-calls';
import type { EntryBudget } from './read-records';
import type { Report } from './report-schema';

export interface ReportQuestion {
  /** Event times: `since` inclusive, `until` exclusive. The forms of a query. */
  readonly since: string;
  readonly until: string;
  /** Only events and log files of these accounts. Default: all. */
  readonly account?: string[] | undefined;
  /** What is reported about: the data folder, or the tables. */
  readonly audit: string;
  readonly access: KnownAccess;
  /** Version of this program. */
  readonly version: string;
  /** Maximum number of entries to read of a store that charges for each. */
  readonly maximumEntries: number;
  /** Called for each record that is read. */
  readonly onProgress: () => void;
  readonly signal: AbortSignal;
}

/** When states of deliveries can no longer change because time passes. */
const SETTLED_MS = 2 * DAY_MS;

/**
 * Collects what a report says. Once the range is settled, it depends on the audit and the question only.
 * @throws AuditTrailError `InvalidArgument` for a range that is too long or not over; as `AuditLog.coverage`
 */
export async function collectReport(
  { log, store }: { readonly log: AuditLog; readonly store: AuditStore },
  question: ReportQuestion,
): Promise<Report> {
  const { account, signal, access } = question;
  const now = new Date();
  const range = checkRange(question, now);
  const accounts = account && [...new Set(account)].sort();
  const query = { ...range, ...(accounts && { account: accounts }) };
  const { status, reasons, places, digests, files, comparedWith, logged, excluded, deliveredUntil } =
    await log.coverage(query, { signal });
  const { retentionDays } = await store.exclusions(signal);
  const deliveries = await collectDeliveries(log, range, accounts, signal);
  const budget: EntryBudget = {
    maximum: Number.isFinite(store.entryBudget) ? question.maximumEntries : Number.POSITIVE_INFINITY,
    read: 0,
  };
  const logFiles = await collectFiles(store, range, accounts, signal);
  const calls = new NotableCalls();
  const { tables, limits } = await collectEvents(store, query, {
    onRecord: (record) => calls.add(record),
    onProgress: question.onProgress,
    ...{ budget, signal },
  });
  const unreadable: string[] = [];
  const notable = await calls.finish((record) => readWords(store, record, unreadable, signal));
  return {
    format: 'ddb-audit-report-1',
    version: question.version,
    audit: question.audit,
    ...range,
    accounts: accounts ?? [],
    settled: now.getTime() >= Date.parse(range.until) + SETTLED_MS,
    coverage: {
      ...{ status, reasons: [...reasons], digests, files, comparedWith },
      ...(deliveredUntil !== undefined && { deliveredUntil }),
      ...{ placesExpected: places.expected, placesProven: places.proven },
      ...{ logged: [...logged.sentences], excluded: [...excluded] },
      ...(retentionDays !== undefined && { retentionDays }),
    },
    ...deliveries,
    ...logFiles,
    access: {
      ...{ sentences: [...access.sentences], facts: [...access.facts], commands: [...access.commands] },
      seen: findSeen(tables.listed, access),
    },
    events: { limits: [...limits, ...describeSummarized(logFiles), ...describeUnreadable(unreadable)] },
    ...notable,
    tables,
    notCovered: [...NOT_COVERED],
  };
}

/** Records are what a report lists and counts. */
function describeSummarized({ conservation: { summarized } }: Pick<Report, 'conservation'>): string[] {
  if (summarized === 0) return [];
  const events = summarized === 1 ? '1 routine data event' : `${summarized} routine data events`;
  return [
    `${events} of these log files have no record, because of dataEventDetail: activity. ddb-audit activity counts them.`,
  ];
}

/** @param reasons why events cannot be read */
function describeUnreadable(reasons: readonly string[]): string[] {
  const [first] = reasons;
  if (first === undefined) return [];
  const calls =
    reasons.length === 1 ? 'The event of 1 risky call' : `The events of ${reasons.length} risky calls`;
  return [`${calls} cannot be read, so only the titles of their rules describe them: ${first}`];
}

function checkRange({ since, until }: ReportQuestion, now: Date): { since: string; until: string } {
  const range = parseTimeRange({ since, until, timeZone: 'UTC' }, now.getTime()) as Required<
    ReturnType<typeof parseTimeRange>
  >;
  if (Date.parse(range.until) > now.getTime()) {
    throw new AuditTrailError(
      'InvalidArgument',
      `until is ${until} (${range.until}), which is not over yet. A report covers time that is over: specify an earlier --until.`,
    );
  }
  const days = (Date.parse(range.until) - Date.parse(range.since)) / DAY_MS;
  if (days > MAXIMUM_COVERAGE_DAYS) {
    throw new AuditTrailError(
      'InvalidArgument',
      `The range from ${range.since} to ${range.until} has ${Math.ceil(days)} days, but a report covers at most ${MAXIMUM_COVERAGE_DAYS}. Narrow it with --since and --until.`,
    );
  }
  return range;
}

/** @param unreadable receives why the event cannot be read */
async function readWords(
  store: AuditStore,
  record: AuditRecord,
  unreadable: string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const variants = await store.event(record.eventId, signal);
  const rules = record.risk?.rules.join(' ');
  const variant = variants.find((one) => one.record.risk?.rules.join(' ') === rules);
  if (!variant) return record.risk?.rules ?? [];
  const { reasons, originalError } = readRiskReasons(variant);
  if (originalError !== undefined) unreadable.push(originalError);
  return reasons.map(({ words, title }) => words ?? title);
}
