import { hourAfter, toHour } from '../../activity/activity-group';
import { AuditTrailError } from '../../errors';
import { EVER } from '../../store/ledger/index-coverage';
import type { ActivityBatch, ActivityReadOptions, ResolvedActivity } from '../activity-reading';
import { formatCount } from '../format-count';
import type { ReadBudget } from '../read-budget';
import { narrowRange, type TimeRange } from '../time-range';
import {
  type ActivitySource,
  countFromEntries,
  countFromRecords,
  ENTRIES,
  joinNotes,
} from './activity-sources';
import { findActivityTables } from './activity-tables';

/**
 * Maximum number of tables whose records are counted for one answer. A page sends eight requests for each, and holds what they give:
 * with so many tables, it takes some seconds, 80 MB and $0.001.
 */
export const MOST_BY_RECORDS = 2_000;

/** Counts what is in a span of time, newest hour first. */
type Span = (budget: ReadBudget | undefined) => AsyncIterable<ActivityBatch>;

/**
 * Counts calls in groups: from entries, which say what log files hold, and from records for the time before there were
 * entries.
 * @param entriesSince event time from which every call has an entry; undefined if calls have none
 * @throws AuditTrailError `NotAnswerable` if the question is about too many tables
 */
export async function* readActivity(
  source: ActivitySource,
  entriesSince: string | undefined,
  asked: ResolvedActivity,
  { after, budget, signal }: ActivityReadOptions,
): AsyncGenerator<ActivityBatch> {
  const tables = await findActivityTables(source, asked, signal);
  const { records } = asked;
  const isNamed = records.resources.length > 0 || records.principal !== undefined;
  const isFew = tables.length <= MOST_BY_RECORDS;
  const query = isNamed || !isFew ? asked : { ...asked, records: { ...records, resources: [tables] } };
  const range = after ? narrowRange(records.range, { until: hourAfter(after.hour) }) : records.range;
  const boundary = entriesSince && toBoundary(entriesSince);
  const { newer, older } = split(range, boundary);
  const isTooMuch = older !== undefined && !isNamed && !isFew;
  if (isTooMuch && !newer) throw tooManyTables(tables.length);
  const lacks = isTooMuch ? { incomplete: formatTooMany(tables.length, newer?.since) } : {};
  const spans: Span[] = [];
  if (newer) {
    spans.push((rest) => countFromEntries(source, query, tables, newer, { after, budget: rest, signal }));
  }
  if (older && !isTooMuch) {
    const isLater = newer !== undefined && after !== undefined && after.hour >= (newer.since ?? '');
    const rest = { signal, ...(!isLater && { after }) };
    spans.push(async function* (budget) {
      for await (const batch of countFromRecords(source, query, older, { ...rest, budget })) {
        yield boundary ? { ...batch, notice: addNotice(batch.notice, boundary) } : batch;
      }
    });
  }
  for await (const batch of readSpans(spans, budget)) {
    yield { ...batch, ...joinNotes([batch, lacks]) };
  }
}

/** The first whole hour that has entries. */
const toBoundary = (entriesSince: string): string =>
  entriesSince === toHour(entriesSince) ? entriesSince : hourAfter(entriesSince);

/** A range from a boundary on, and before it. */
function split(range: TimeRange, boundary: string | undefined): { newer?: TimeRange; older?: TimeRange } {
  if (boundary === undefined) return { older: range };
  if (boundary === EVER) return { newer: range };
  if (range.since !== undefined && range.since >= boundary) return { newer: range };
  if (range.until !== undefined && range.until <= boundary) return { older: range };
  return { newer: { ...range, since: boundary }, older: { ...range, until: boundary } };
}

const tooManyTables = (count: number) =>
  new AuditTrailError(
    'NotAnswerable',
    `The question is about ${formatCount(count)} tables, but where log files have no activity entries, the records of at most ` +
      `${formatCount(MOST_BY_RECORDS)} tables are counted. Add table, principal, account or eventRegion.`,
  );

const formatTooMany = (count: number, since: string | undefined): string =>
  `calls before ${since}, when log files had no activity entries: the records of at most ${formatCount(MOST_BY_RECORDS)} tables ` +
  `are counted, but the question is about ${formatCount(count)}. Add table, principal, account or eventRegion`;

const addNotice = (notice: string | undefined, since: string): string =>
  [
    `Calls before ${since} are counted one by one, because log files have activity entries for all calls only since then.`,
    notice,
  ]
    .filter(Boolean)
    .join(' ');

/** Reads spans one after the other, as far as the budget goes. Gives at least one batch. */
async function* readSpans(
  spans: readonly Span[],
  budget: ReadBudget | undefined,
): AsyncGenerator<ActivityBatch> {
  const indexes = new Set<string>();
  const read: ActivityBatch[] = [];
  let before = 0;
  let entries = 0;
  for (const span of spans) {
    let last: ActivityBatch | undefined;
    for await (const batch of span(budget && { ...budget, entries: Math.max(1, budget.entries - before) })) {
      entries = before + batch.entries;
      last = batch;
      for (const index of batch.index.split(', ')) indexes.add(index);
      yield { ...batch, entries, index: [...indexes].join(', '), ...joinNotes([...read, batch]) };
      if (batch.countedSince !== undefined) return;
    }
    if (last) read.push(last);
    before = entries;
  }
  if (indexes.size === 0) yield { groups: [], entries, index: ENTRIES };
}
