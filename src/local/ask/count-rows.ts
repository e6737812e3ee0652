import { AuditTrailError } from '../../errors';
import type { CountOptions, Counts } from '../../query/audit-store';
import type { Dimension } from '../../query/dimensions';
import { formatCount } from '../../query/format-count';
import { isSpent } from '../../query/read-budget';
import type { ResolvedQuery } from '../../query/resolved-query';
import { narrowRange } from '../../query/time-range';
import type { CountBucket } from '../../query/value-counts';
import { toTime } from '../../time';
import { withFreshState } from '../folder/fresh-state';
import type { Asking, Row } from './connections';
import { CostMeter } from './cost-meter';
import { DIMENSION_COLUMNS } from './dimension-columns';
import { distinctEvents } from './distinct-events';
import { findSegments, toPlan } from './find-segments';
import { eventsTable, type Parts } from './parts';
import { startOf } from './row-order';
import { secondBefore, type TimeSlice, toTimeSlices } from './time-slices';
import { readWhere } from './where';

/** Rows that are counted by one statement. */
const ROWS_AT_ONCE = 2_000_000;
/** Maximum number of counts of an answer: some 50 MB. Counting goes on after it by a position. */
const MAXIMUM_COUNTS = 100_000;

/** Counts the rows that answer a query, newest first. */
export async function countRows(parts: Parts, query: ResolvedQuery, options: CountOptions): Promise<Counts> {
  const newestFirst = { ...query, order: 'desc' as const };
  return withFreshState(parts.log, async (state) => {
    const segments = await findSegments(parts, state, newestFirst, options.from);
    const slices = toTimeSlices(segments, ROWS_AT_ONCE);
    const counted = await parts.connections.use(options.signal, (asking) =>
      countSlices(parts, asking, newestFirst, slices, options),
    );
    return { ...counted, plan: toPlan(query, segments) };
  });
}

async function countSlices(
  parts: Parts,
  asking: Asking,
  query: ResolvedQuery,
  slices: readonly TimeSlice[],
  options: CountOptions,
): Promise<Omit<Counts, 'plan'>> {
  const { budget } = options;
  const buckets = new Map<number, Map<string, number>>();
  const meter = new CostMeter();
  let records = 0;
  let counts = 0;
  /** Everything before this time is uncounted. */
  let countedSince: string | undefined;
  for (const slice of slices) {
    const counted = await countSlice(parts, asking, query, slice, options, MAXIMUM_COUNTS - counts);
    meter.add(slice.segments);
    records += counted.records;
    counts += counted.rows.length;
    for (const row of counted.rows) addCount(buckets, row);
    countedSince = counted.since;
    const isEnd = budget !== undefined && isSpent(budget, meter.rows);
    if (countedSince !== undefined && (isEnd || countedSince !== slice.since)) break;
  }
  meter.addStatements(asking.statements);
  return {
    buckets: toBuckets(buckets),
    records,
    ...(countedSince !== undefined && { position: startOf(secondBefore(countedSince), 'desc') }),
    cost: meter.cost,
  };
}

interface SliceCounts {
  readonly rows: readonly Row[];
  readonly records: number;
  /** Time from which all is counted: that of the slice, unless there are too many counts. */
  readonly since: string | undefined;
}

async function countSlice(
  parts: Parts,
  asking: Asking,
  query: ResolvedQuery,
  { segments, ...slice }: TimeSlice,
  { by, seconds, from }: CountOptions,
  maximum: number,
): Promise<SliceCounts> {
  const table = await distinctEvents(asking, await eventsTable(parts, segments), segments);
  const range = narrowRange(query.range, slice);
  const all = await readWhere(asking, table, { ...query, range }, from);
  const rows = await asking.rows(
    'SELECT bucket, value, count(*) AS records FROM (' +
      `SELECT floor(epoch(eventTime) / ${seconds})::BIGINT * ${seconds} AS bucket, ${DIMENSION_COLUMNS[by]} AS value ` +
      `FROM ${table} ${all.where}) WHERE value IS NOT NULL GROUP BY ALL ORDER BY bucket DESC LIMIT ${maximum + 1}`,
    all.parameters,
  );
  const last = rows[maximum]?.bucket;
  // The last bucket may be cut. Those before it are whole.
  const whole = last === undefined ? rows : rows.filter(({ bucket }) => bucket !== last);
  if (whole.length === 0 && last !== undefined && maximum === MAXIMUM_COUNTS) throw tooManyCounts(by);
  const since = last === undefined ? slice.since : formatSeconds(Number(last) + seconds);
  const counted = { ...query, range: narrowRange(range, { since }) };
  const { where, parameters } = await readWhere(asking, table, counted, from);
  const [total] = await asking.rows(`SELECT count(*) AS records FROM ${table} ${where}`, parameters);
  return { rows: whole, records: Number(total?.records), since };
}

const formatSeconds = (epochSeconds: number): string => toTime(epochSeconds * 1_000);

const tooManyCounts = (by: Dimension) =>
  new AuditTrailError(
    'InvalidArgument',
    `A summary by ${by} has more than ${formatCount(MAXIMUM_COUNTS)} values in one interval. ` +
      'Choose a shorter interval, or add filters.',
  );

function addCount(buckets: Map<number, Map<string, number>>, { bucket, value, records }: Row): void {
  const start = Number(bucket);
  const counts = buckets.get(start) ?? new Map<string, number>();
  buckets.set(start, counts);
  counts.set(String(value), (counts.get(String(value)) ?? 0) + Number(records));
}

const toBuckets = (buckets: ReadonlyMap<number, ReadonlyMap<string, number>>): CountBucket[] =>
  [...buckets]
    .sort(([one], [other]) => one - other)
    .map(([start, counts]) => ({ start, counts: Object.fromEntries(counts) }));
