import { type ActivityGroup, type GroupKey, hourAfter } from '../../activity/activity-group';
import { TABLE_ARN } from '../../audit/arn';
import type { Outcome } from '../../audit/audit-record';
import type { ActivityBatch, ActivityReadOptions, ResolvedActivity } from '../../query/activity-reading';
import type { ResolvedQuery } from '../../query/resolved-query';
import { narrowRange } from '../../query/time-range';
import { storableString } from '../../store/storable-record';
import { withFreshState } from '../folder/fresh-state';
import type { Asking, Row } from './connections';
import { CostMeter } from './cost-meter';
import { distinctEvents } from './distinct-events';
import { findSegments } from './find-segments';
import { takeHours } from './hour-slices';
import { eventsTable, type Parts } from './parts';
import { sqlTime } from './row-order';
import { formatEventTime } from './row-values';
import { waveRows } from './segment-order';
import type { SqlParameters } from './sql-parameters';
import type { TimeSlice } from './time-slices';
import { readWhere } from './where';

/** Groups of a batch: some megabytes. */
const GROUPS_AT_ONCE = 10_000;

/** Counts the calls of a data folder in groups, newest hours first. */
export async function* countActivity(
  parts: Parts,
  query: ResolvedActivity,
  { after: start, budget, signal }: ActivityReadOptions,
): AsyncGenerator<ActivityBatch> {
  const meter = new CostMeter();
  let range = query.records.range;
  let after = start;
  for (let wave = 0; ; wave += 1) {
    const { slice, groups } = await withFreshState(parts.log, async (state) => {
      const records: ResolvedQuery = {
        ...query.records,
        range: after ? narrowRange(range, { until: hourAfter(after.hour) }) : range,
      };
      const segments = await findSegments(parts, state, records, undefined);
      const slice = takeHours(segments, records.range, waveRows(wave));
      const groups = await parts.connections.use(signal, (asking) =>
        countSlice(parts, asking, { ...query, records }, slice, after),
      );
      return { slice, groups };
    });
    meter.add(slice.segments);
    const isCut = groups.length > GROUPS_AT_ONCE;
    const since = isCut ? undefined : slice.since;
    const isDone = !isCut && since === undefined;
    const isSpent = since !== undefined && budget !== undefined && Date.now() >= budget.until;
    yield {
      groups: groups.slice(0, GROUPS_AT_ONCE),
      entries: meter.rows,
      index: 'segments',
      ...(isSpent && { countedSince: since }),
    };
    if (isDone || isSpent) return;
    after = isCut ? groups[GROUPS_AT_ONCE - 1] : undefined;
    if (since !== undefined) range = { ...range, until: since };
  }
}

/** What a group has in common, in the order of groups. */
const KEY = '"table", principalId, eventName, outcome, errorCode';

async function countSlice(
  parts: Parts,
  asking: Asking,
  query: ResolvedActivity,
  slice: TimeSlice,
  after: GroupKey | undefined,
): Promise<ActivityGroup[]> {
  const { records } = query;
  if (slice.segments.length === 0) return [];
  const table = await distinctEvents(asking, await eventsTable(parts, slice.segments), slice.segments);
  const range = narrowRange(records.range, slice);
  const { where, parameters } = await readWhere(asking, table, { ...records, range }, undefined);
  const isTable = `regexp_matches(resource, ${parameters.add(TABLE_ARN.source)})`;
  const conditions = [...tableConditions(query, parameters), ...afterConditions(after, parameters)];
  // Calls with the same resources are counted before their tables are told apart, which takes longer.
  const rows = await asking.rows(
    'WITH calls AS (' +
      `SELECT date_trunc('hour', eventTime) AS hour, resources, principalId, eventName, outcome, errorCode, ` +
      `count(*) AS calls, min(eventTime) AS earliest, max(eventTime) AS latest FROM ${table} ${where} GROUP BY ALL), ` +
      `counted AS (SELECT * EXCLUDE (resources), ` +
      `unnest(list_filter(resources, lambda resource: ${isTable})${query.homeOnly ? '[1:1]' : ''}) AS "table" FROM calls) ` +
      `SELECT epoch_ms(hour) AS hour, ${KEY}, sum(calls)::BIGINT AS calls, ` +
      'epoch_ms(min(earliest)) AS earliest, epoch_ms(max(latest)) AS latest FROM counted ' +
      `${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')} ` : ''}GROUP BY ALL ` +
      `ORDER BY hour DESC, "table", principalId, eventName, outcome, errorCode NULLS FIRST LIMIT ${GROUPS_AT_ONCE + 1}`,
    parameters,
  );
  return rows.map(toGroup);
}

function tableConditions(
  { tables, accounts, regions }: ResolvedActivity,
  parameters: SqlParameters,
): string[] {
  const isOneOf = (expression: string, values: readonly string[] | undefined) =>
    values ? [`${expression} IN (${parameters.addAll(values.map(storableString))})`] : [];
  return [
    ...isOneOf('"table"', tables),
    ...isOneOf(`split_part("table", ':', 4)`, regions),
    ...isOneOf(`split_part("table", ':', 5)`, accounts),
  ];
}

/** Groups after this one. Only its hour can have groups before it: later hours are outside the range. */
function afterConditions(after: GroupKey | undefined, parameters: SqlParameters): string[] {
  if (!after) return [];
  const { hour, table, principal, eventName, outcome, errorCode = '' } = after;
  const key = parameters.addAll([table, principal, eventName, outcome, errorCode]);
  return [
    `(hour < ${sqlTime(hour)} OR ("table", principalId, eventName, outcome, coalesce(errorCode, '')) > (${key}))`,
  ];
}

const toGroup = ({ errorCode, ...row }: Row): ActivityGroup => ({
  hour: formatEventTime(row.hour),
  table: String(row.table),
  principal: String(row.principalId),
  eventName: String(row.eventName),
  outcome: row.outcome as Outcome,
  ...(errorCode !== null && { errorCode: String(errorCode) }),
  count: Number(row.calls),
  first: formatEventTime(row.earliest),
  last: formatEventTime(row.latest),
});
