import type { Outcome } from '../../audit/audit-record';
import { toTouchKind } from '../../audit/touch-kind';
import type { ItemQuery } from '../../query/audit-store';
import { matchEvent } from '../../query/match-event';
import type { Position } from '../../query/position';
import { narrowRange } from '../../query/time-range';
import type { TouchCounter } from '../../query/touch-groups';
import type { FolderState } from '../folder/folder-state';
import { CANDIDATE_COLUMNS, toCandidate } from './candidates';
import type { Asking, Row } from './connections';
import { distinctEvents } from './distinct-events';
import { toItemConditions } from './item-conditions';
import { eventsTable, type Parts } from './parts';
import { readVariants } from './read-variants';
import { orderBy, upToCondition } from './row-order';
import { formatEventTime } from './row-values';
import type { TimeSlice } from './time-slices';
import { readWhere, type Where } from './where';

/** Events that are read at once, some ten megabytes. */
const EVENTS_AT_ONCE = 10_000;

/** Part of the order of records: after `from`, up to `end`. */
export interface Bounds {
  readonly from: Position | undefined;
  readonly end: Position | undefined;
}

/**
 * Counts the calls of a time slice that may have touched an item. The columns say it of most calls; the events of the
 * others are read.
 */
export async function countTouches(
  parts: Parts,
  asking: Asking,
  state: FolderState,
  query: ItemQuery,
  slice: TimeSlice,
  bounds: Bounds,
  touches: TouchCounter,
): Promise<void> {
  const { segments, ...times } = slice;
  const table = await distinctEvents(asking, await eventsTable(parts, segments), segments);
  const onTables = { ...query, item: undefined, range: narrowRange(query.range, times) };
  const toWhere = async (from: Position | undefined, needsEvent: boolean): Promise<Where> => {
    const { where, parameters } = await readWhere(asking, table, onTables, from);
    const conditions = toItemConditions(query.item, parameters);
    const isUpToEnd = bounds.end ? ` AND ${upToCondition(bounds.end, query.order, parameters)}` : '';
    return {
      where: `${where} AND ${conditions.isRelevant} AND ${needsEvent ? '' : 'NOT '}(${conditions.needsEvent})${isUpToEnd}`,
      parameters,
    };
  };

  const { where, parameters } = await toWhere(bounds.from, false);
  const groups = await asking.rows(
    `SELECT eventName, service, plane, category, outcome, principalId, ${HAS_INDEX} AS hasIndex, count(*) AS calls, ` +
      `epoch_ms(min(eventTime)) AS first, epoch_ms(max(eventTime)) AS last FROM ${table} ${where} GROUP BY ALL`,
    parameters,
  );
  for (const row of groups) addGroup(row, touches);

  let from = bounds.from;
  for (let isMore = true; isMore; ) {
    const { where, parameters } = await toWhere(from, true);
    const rows = await asking.rows(
      `SELECT ${CANDIDATE_COLUMNS} FROM ${table} ${where} ORDER BY ${orderBy(query.order)} LIMIT ${EVENTS_AT_ONCE}`,
      parameters,
    );
    const candidates = rows.map((row) => toCandidate(row, segments));
    for (const variant of await readVariants(parts, asking, state, candidates)) {
      // Calls that name the item are counted nowhere: they are among the records.
      const { isNamed, kinds } = matchEvent(variant.record, variant, query.item);
      if (!isNamed) touches.addCall(variant.record, kinds);
    }
    from = candidates.at(-1);
    isMore = candidates.length === EVENTS_AT_ONCE;
  }
}

const HAS_INDEX = `len(list_filter(resources, lambda one: contains(one, '/index/'))) > 0`;
const AN_INDEX = ['/index/'];

function addGroup(row: Row, touches: TouchCounter): void {
  const kind = toTouchKind({
    eventName: String(row.eventName),
    service: row.service as 'dynamodb',
    plane: row.plane as 'data',
    ...(row.category !== null && { category: String(row.category) }),
    resources: row.hasIndex === true ? AN_INDEX : [],
  });
  if (kind === undefined) return;
  touches.addGroup(
    {
      kind,
      eventName: String(row.eventName),
      principal: String(row.principalId),
      count: Number(row.calls),
      first: formatEventTime(row.first),
      last: formatEventTime(row.last),
    },
    row.outcome as Outcome,
  );
}
