import type { Dimension } from '../../query/dimensions';
import { formatCount } from '../../query/format-count';
import type { ResolvedQuery } from '../../query/resolved-query';
import { narrowRange } from '../../query/time-range';
import { ValueCounter } from '../../query/value-counter';
import type { CountedValues, ValueCountOptions, ValueCounts } from '../../query/value-counts';
import { withFreshState } from '../folder/fresh-state';
import type { Asking } from './connections';
import { CostMeter } from './cost-meter';
import { DIMENSION_COLUMNS } from './dimension-columns';
import { distinctEvents } from './distinct-events';
import { findSegments } from './find-segments';
import { eventsTable, type Parts } from './parts';
import type { TimeSlice } from './time-slices';
import { toTimeSlices } from './time-slices';
import { readWhere } from './where';

/** Rows that are counted by one statement for each property. */
const ROWS_AT_ONCE = 2_000_000;
/** Maximum number of values of a property, or of its values in buckets, that a slice of time gives: some 10 MB. */
const MAXIMUM_COUNTS = 100_000;

/** Counts the values of rows that answer a query. */
export const countValues = (
  parts: Parts,
  query: ResolvedQuery,
  options: ValueCountOptions,
): Promise<ValueCounts> =>
  withFreshState(parts.log, async (state) => {
    const newestFirst = { ...query, order: 'desc' as const };
    const segments = await findSegments(parts, state, newestFirst, undefined);
    const slices = toTimeSlices(segments, ROWS_AT_ONCE);
    return parts.connections.use(options.signal, (asking) =>
      countSlices(parts, asking, newestFirst, slices, options),
    );
  });

async function countSlices(
  parts: Parts,
  asking: Asking,
  query: ResolvedQuery,
  slices: readonly TimeSlice[],
  { by, seconds, budget }: ValueCountOptions,
): Promise<ValueCounts> {
  const counter = new ValueCounter(seconds);
  const meter = new CostMeter();
  /** Properties with more values than are counted. */
  const cut = new Set<Dimension>();
  let records = 0;
  let countedSince: string | undefined;
  for (const { segments, ...slice } of slices) {
    const table = await distinctEvents(asking, await eventsTable(parts, segments), segments);
    const range = narrowRange(query.range, slice);
    const { where, parameters } = await readWhere(asking, table, { ...query, range }, undefined);
    for (const name of by) {
      const rows = await asking.rows(
        'SELECT bucket, value, count(*) AS records FROM (' +
          `SELECT ${toBucket(seconds)} AS bucket, ${DIMENSION_COLUMNS[name]} AS value FROM ${table} ${where}) ` +
          `WHERE value IS NOT NULL GROUP BY ALL ORDER BY records DESC, value, bucket LIMIT ${MAXIMUM_COUNTS + 1}`,
        parameters,
      );
      if (rows.length > MAXIMUM_COUNTS) cut.add(name);
      for (const { bucket, value, records: count } of rows.slice(0, MAXIMUM_COUNTS)) {
        counter.add(name, Number(bucket), String(value), Number(count));
      }
    }
    const [total] = await asking.rows(`SELECT count(*) AS records FROM ${table} ${where}`, parameters);
    records += Number(total?.records);
    meter.add(segments);
    countedSince = slice.since;
    if (Date.now() >= budget.until) break;
  }
  meter.addStatements(asking.statements);
  const isWhole = countedSince === undefined;
  return {
    counts: by.map(
      (name): CountedValues => ({
        by: name,
        buckets: counter.toBuckets(name),
        records,
        index: 'segments',
        ...(countedSince !== undefined && { countedSince }),
      }),
    ),
    ...(isWhole && { matching: records }),
    cost: meter.cost,
    notices: [...cut].map(toCutNotice),
  };
}

const toBucket = (seconds: number | undefined): string =>
  seconds === undefined ? '0' : `floor(epoch(eventTime) / ${seconds})::BIGINT * ${seconds}`;

const toCutNotice = (name: Dimension): string =>
  `${name} has more than ${formatCount(MAXIMUM_COUNTS)} values: the rarest are not counted.`;
