import { RISK_LEVELS } from '../audit/audit-record';
import { AuditTrailError } from '../errors';
import type { AuditStore } from './audit-store';
import { checkValues } from './check-values';
import { inOrder, joinBuckets, keepMostFrequent, toTotals } from './count-buckets';
import { formatCount } from './format-count';
import { chooseSeconds, type Histogram, type HistogramOptions } from './histogram';
import { pageBudget } from './limits';
import { toNotices } from './notices';
import type { AuditQuery } from './query';
import { type CoverageReader, checkLateness } from './read-coverage';
import { resolveQuery } from './resolve-query';
import type { ResolvedQuery } from './resolved-query';
import { toSearched } from './searched';
import type { SummaryQuery } from './summary';
import type { TimeRange } from './time-range';
import type { CountedValues, ValueCounts } from './value-counts';

const HOUR = 3_600;
const MAXIMUM_BUCKETS = 1_000;
const MAXIMUM_TABLES = 20;

/** Counts records over time, and reads how complete the count is. Throws as `AuditLog.histogram` does. */
export async function readHistogram(
  store: AuditStore,
  reader: CoverageReader,
  asked: SummaryQuery,
  options: HistogramOptions,
): Promise<Histogram> {
  checkLateness(options);
  if ((asked as AuditQuery).key)
    throw new AuditTrailError(
      'InvalidArgument',
      'A histogram cannot have key. Use item to ask about an item.',
    );
  const { query, named, notices } = await resolveQuery(
    store,
    { ...asked, order: 'desc' },
    undefined,
    options.signal,
  );
  const [{ counts, ...counted }, { coverage, notices: unread }] = await Promise.all([
    count(store, options.by === 'risk' && !query.risk ? { ...query, risk: RISK_LEVELS } : query, options),
    reader.readOrSay(query, options),
  ]);
  const { buckets, records, countedSince, incomplete, index } = toOnly(counts);
  const complete = countedSince === undefined && incomplete === undefined;
  const unchecked = records === 0 && complete ? await checkValues(store, named, options.signal) : [];
  const shown = options.by === 'table' ? keepMostFrequent(buckets, MAXIMUM_TABLES) : buckets;
  return {
    by: options.by,
    ...counted.range,
    seconds: counted.seconds,
    buckets: shown.map(({ start, counts }) => ({ start: formatTime(start), counts: inOrder(counts) })),
    totals: inOrder(toTotals(shown)),
    records,
    complete,
    ...(countedSince !== undefined && { countedSince }),
    searched: toSearched(query.range, index, counts.cost),
    coverage,
    ...(incomplete !== undefined && { incomplete }),
    ...toNotices([...notices, ...counts.notices, ...unchecked, ...unread]),
  };
}

interface Bars {
  readonly counts: ValueCounts;
  readonly seconds: number;
  readonly range: TimeRange & { readonly until: string };
}

async function count(store: AuditStore, query: ResolvedQuery, options: HistogramOptions): Promise<Bars> {
  const { since, until = formatTime(Math.ceil(Date.now() / 1_000)) } = query.range;
  const isDear = Number.isFinite(store.entryBudget);
  const countBy = (asked: ResolvedQuery, seconds: number) =>
    store.countValues(asked, {
      by: [options.by],
      seconds,
      budget: pageBudget(store),
      signal: options.signal,
    });
  if (since !== undefined) {
    const start = toSeconds(since);
    const seconds = options.seconds ?? chooseSeconds({ start, end: toSeconds(until) }, isDear);
    checkNumber((toSeconds(until) - start) / seconds);
    return { counts: await countBy(query, seconds), seconds, range: { since, until } };
  }
  const byHour = await countBy(query, options.seconds ?? HOUR);
  const { buckets } = toOnly(byHour);
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (!first || !last || options.seconds !== undefined) {
    const range = { ...(first && { since: formatTime(first.start) }), until };
    return { counts: byHour, seconds: options.seconds ?? HOUR, range };
  }
  // Without a start, the buckets are those of the time that has records.
  const extent = { start: first.start, end: last.start + HOUR };
  const seconds = chooseSeconds(extent, isDear);
  const range = { since: formatTime(extent.start), until: earlier(until, formatTime(extent.end)) };
  if (seconds < HOUR) return { counts: await countBy({ ...query, range }, seconds), seconds, range };
  const joined = { ...toOnly(byHour), buckets: joinBuckets(buckets, seconds) };
  return { counts: { ...byHour, counts: [joined] }, seconds, range };
}

function checkNumber(buckets: number): void {
  if (buckets <= MAXIMUM_BUCKETS) return;
  throw new AuditTrailError(
    'InvalidArgument',
    `A histogram can have ${formatCount(MAXIMUM_BUCKETS)} buckets, but this one would have ` +
      `${formatCount(Math.ceil(buckets))}. Give more seconds for a bucket, or a shorter range.`,
  );
}

function toOnly({ counts: [only] }: ValueCounts): CountedValues {
  if (!only) throw new Error('A store counts every property that it is asked for.');
  return only;
}

const earlier = (one: string, other: string): string => (one < other ? one : other);
const toSeconds = (time: string): number => Date.parse(time) / 1_000;
const formatTime = (epochSeconds: number): string =>
  new Date(epochSeconds * 1_000).toISOString().replace('.000', '');
