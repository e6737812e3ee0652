import type { ItemOptions, ItemPage, ItemQuery } from '../../query/audit-store';
import type { Position } from '../../query/position';
import { TouchCounter } from '../../query/touch-groups';
import { toEventTime } from '../../store/lanes';
import { withFreshState } from '../folder/fresh-state';
import { CostMeter } from './cost-meter';
import { type Bounds, countTouches } from './count-touches';
import { findSegments } from './find-segments';
import { openRecords } from './local-records';
import type { Parts } from './parts';
import { startOf } from './row-order';
import { secondBefore, toTimeSlices } from './time-slices';

/** Rows that are counted by one statement. */
const ROWS_AT_ONCE = 2_000_000;

/**
 * A page of the history of an item: first the calls that name it, which the token filters of segments find, then
 * counts of the other calls of the same stretch.
 */
export async function readItems(parts: Parts, query: ItemQuery, options: ItemOptions): Promise<ItemPage> {
  const reader = await openRecords(parts, query, options);
  const { records, position, cost } = await reader.read(options.limit);
  const { countedSince, touches, meter } = await countStretch(parts, query, options, position);
  const { queries, entries } = meter.cost;
  const end = countedSince === undefined ? position : startOf(secondBefore(countedSince), 'desc');
  return {
    // What is not counted within the time is left to the next page.
    records: records.filter(({ eventTime }) => countedSince === undefined || eventTime >= countedSince),
    touches,
    ...(end && { position: end }),
    plan: reader.plan,
    cost: { queries: cost.queries + queries, entries: Math.max(cost.entries, entries) },
    notices: [],
  };
}

interface CountedStretch {
  /** Time from which all is counted, if that is not the whole stretch. */
  readonly countedSince: string | undefined;
  readonly touches: TouchCounter;
  readonly meter: CostMeter;
}

function countStretch(
  parts: Parts,
  query: ItemQuery,
  { from, budget, signal }: ItemOptions,
  end: Position | undefined,
): Promise<CountedStretch> {
  const bounds: Bounds = { from, end };
  return withFreshState(parts.log, async (state) => {
    const all = await findSegments(parts, state, { ...query, item: undefined }, from);
    const segments = end ? all.filter(({ until }) => until >= toEventTime(end.occurred)) : all;
    const [touches, meter] = [new TouchCounter(), new CostMeter()];
    const countedSince = await parts.connections.use(signal, async (asking) => {
      for (const slice of toTimeSlices(segments, ROWS_AT_ONCE)) {
        await countTouches(parts, asking, state, query, slice, bounds, touches);
        meter.add(slice.segments);
        meter.addStatements(asking.statements);
        const isSpent = budget !== undefined && Date.now() >= budget.until;
        if (isSpent && slice.since !== undefined && comesAfter(slice.since, from)) return slice.since;
      }
      return undefined;
    });
    return { countedSince, touches, meter };
  });
}

/** Without progress a page must not end, or the next one would count the same again. */
const comesAfter = (since: string, from: Position | undefined): boolean =>
  from === undefined || since <= toEventTime(from.occurred);
