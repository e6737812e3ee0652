import { hourAfter, toHour } from '../../activity/activity-group';
import { AuditTrailError } from '../../errors';
import { EVER } from '../../store/ledger/index-coverage';
import type { ActivityBatch, ActivityReadOptions, ResolvedActivity } from '../activity-reading';
import { formatCount } from '../format-count';
import type { ReadBudget } from '../read-budget';
import { narrowRange, type TimeRange } from '../time-range';
import { type ActivitySource, countFromEntries, countFromRecords, ENTRIES } from './activity-sources';
import { findActivityTables } from './activity-tables';

/** Maximum number of tables whose records are counted for one answer: each has partitions of its own to read. */
const MOST_BY_RECORDS = 100;

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
  if (older && !isNamed && !isFew) throw tooManyTables(tables.length, newer);
  const spans: Span[] = [];
  if (newer) {
    spans.push((rest) => countFromEntries(source, query, tables, newer, { after, budget: rest, signal }));
  }
  if (older) {
    const isLater = newer !== undefined && after !== undefined && after.hour >= (newer.since ?? '');
    const rest = { signal, ...(!isLater && { after }) };
    spans.push(async function* (budget) {
      for await (const batch of countFromRecords(source, query, older, { ...rest, budget })) {
        yield boundary ? { ...batch, notice: addNotice(batch.notice, boundary) } : batch;
      }
    });
  }
  yield* readSpans(spans, budget);
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

const tooManyTables = (count: number, newer: TimeRange | undefined) =>
  new AuditTrailError(
    'NotAnswerable',
    `The question is about ${formatCount(count)} tables, but where log files have no activity entries, the records of at most ` +
      `${MOST_BY_RECORDS} tables are counted. Add table or principal${newer?.since ? `, or since ${newer.since}` : ''}.`,
  );

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
  let before = 0;
  let entries = 0;
  for (const span of spans) {
    for await (const batch of span(budget && { ...budget, entries: Math.max(1, budget.entries - before) })) {
      entries = before + batch.entries;
      yield { ...batch, entries, index: [...indexes.add(batch.index)].join(', ') };
      if (batch.countedSince !== undefined) return;
    }
    before = entries;
  }
  if (indexes.size === 0) yield { groups: [], entries, index: ENTRIES };
}
