import type { EventVariant } from '../../query/event-variant';
import type { Place, Position } from '../../query/position';
import type { ResolvedQuery } from '../../query/resolved-query';
import { toIdentity, toOccurred } from '../../store/lanes';
import { withFreshState } from '../folder/fresh-state';
import { CostMeter } from './cost-meter';
import { findStretch } from './find-stretch';
import { eventsTable, type Parts } from './parts';
import { readEvent } from './read-event';
import { readVariants } from './read-variants';
import { comparePlaces } from './row-order';
import { segmentsWithin } from './segment-order';

/** Rows that are read at once: some 7 MB with originals. */
const ROWS_AT_ONCE = 2_048;
/** Ids of which DuckDB keeps hashes at once: some 60 MB. */
const IDS_AT_ONCE = 2_000_000;

const EVERYTHING: ResolvedQuery = { resources: [], range: {}, order: 'asc', partial: false, exact: false };

/** Every event with all its variants, at the place of the first of them. */
export async function* readEvents(
  parts: Parts,
  signal?: AbortSignal,
): AsyncGenerator<readonly EventVariant[]> {
  const severalVariants = await findSeveralVariants(parts, signal);
  let from: Position | undefined;
  do {
    const { variants, next } = await readPart(parts, from, signal);
    for (const variant of variants) {
      if (!severalVariants.has(variant.record.eventId)) yield [variant];
      else {
        const all = await readEvent(parts, variant.record.eventId, signal);
        if (isFirst(variant, all)) yield all;
      }
    }
    from = next;
  } while (from !== undefined);
}

const toPlace = ({ record, contentHash }: EventVariant): Required<Place> => ({
  occurred: toOccurred(record.eventTime, record.eventId),
  identity: toIdentity(record.eventId, contentHash),
});

const isFirst = (variant: EventVariant, all: readonly EventVariant[]): boolean =>
  all.every((other) => comparePlaces(toPlace(variant), toPlace(other)) <= 0);

function readPart(parts: Parts, from: Position | undefined, signal: AbortSignal | undefined) {
  return withFreshState(parts.log, (state) =>
    parts.connections.use(signal, async (asking) => {
      const { rows, next } = await findStretch(parts, asking, EVERYTHING, {
        segments: segmentsWithin(state.segments.values(), {}, 'asc', from),
        from,
        count: ROWS_AT_ONCE,
        meter: new CostMeter(),
        mayContinue: () => true,
      });
      return { variants: await readVariants(parts, asking, state, rows), next };
    }),
  );
}

/** The ids of events of which several variants were delivered: none, unless a log file was altered. */
function findSeveralVariants(parts: Parts, signal: AbortSignal | undefined): Promise<ReadonlySet<string>> {
  return withFreshState(parts.log, async ({ segments }) => {
    const found = new Set<string>();
    if (segments.size === 0) return found;
    const all = [...segments.values()];
    const table = await eventsTable(parts, all);
    const passes = Math.ceil(all.reduce((sum, { rows }) => sum + rows, 0) / IDS_AT_ONCE);
    return parts.connections.use(signal, async (asking) => {
      for (let pass = 0; pass < passes; pass += 1) {
        const rows = await asking.rows(
          `SELECT DISTINCT eventId FROM ${table} WHERE hash(eventId) IN (` +
            `SELECT hash(eventId) FROM ${table} WHERE hash(eventId) % ${passes} = ${pass} GROUP BY ALL ` +
            'HAVING min(hash(contentHash)) <> max(hash(contentHash)))',
        );
        for (const { eventId } of rows) found.add(String(eventId));
      }
      return found;
    });
  });
}
