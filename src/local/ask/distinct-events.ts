import type { Segment } from '../folder/commit';
import type { Asking } from './connections';
import { sqlTime } from './row-order';
import { findOverlaps } from './time-slices';

/** Comparing a time with more ranges costs more than comparing all events. */
const MAXIMUM_RANGES = 8;

/**
 * Makes a table of segments one that has each event once: two ingests at once may both store it, and a newer
 * meaning may lie beside an older one. A segment itself has each event once, so segments that share no time
 * range have nothing to compare.
 * @param table events of the segments, as `eventsTable` gives them
 */
export async function distinctEvents(
  asking: Asking,
  table: string,
  segments: readonly Segment[],
): Promise<string> {
  const ranges = findOverlaps(segments);
  if (ranges.length === 0) return table;
  const isShared = toCondition(ranges);
  const repeated = `SELECT hash(contentHash) FROM ${table} WHERE ${isShared} GROUP BY ALL HAVING count(*) > 1`;
  if ((await asking.rows(`${repeated} LIMIT 1`)).length === 0) return table;
  await asking.rows(
    `CREATE OR REPLACE TEMP TABLE repeated AS SELECT file_index AS file, file_row_number AS number FROM ${table} ` +
      `WHERE (${isShared}) AND hash(contentHash) IN (${repeated}) ` +
      'QUALIFY row_number() OVER (PARTITION BY eventId, contentHash ORDER BY meaningVersion DESC, file_index) > 1',
  );
  return (
    `(SELECT event.*, event.file_index AS file_index FROM ${table} AS event ANTI JOIN repeated ` +
    'ON repeated.file = event.file_index AND repeated.number = event.file_row_number)'
  );
}

function toCondition(ranges: readonly { readonly from: string; readonly until: string }[]): string {
  if (ranges.length > MAXIMUM_RANGES) return 'true';
  return ranges
    .map(({ from, until }) => `eventTime BETWEEN ${sqlTime(from)} AND ${sqlTime(until)}`)
    .join(' OR ');
}
