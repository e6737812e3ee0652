import type { EventVariant } from '../../query/event-variant';
import { storableString } from '../../store/storable-record';
import { withFreshState } from '../folder/fresh-state';
import { toIdTokens } from './asked-tokens';
import { CANDIDATE_COLUMNS, orderCandidates, toCandidate } from './candidates';
import { eventsTable, type Parts } from './parts';
import { readVariants } from './read-variants';
import { SqlParameters } from './sql-parameters';

/** All variants of an event, ordered by content hash; none if there is no such event. */
export function readEvent(
  parts: Parts,
  eventId: string,
  signal?: AbortSignal,
): Promise<readonly EventVariant[]> {
  const stored = storableString(eventId);
  return withFreshState(parts.log, async (state) => {
    const segments = await parts.tokenFilters.choose([...state.segments.values()], [toIdTokens([stored])]);
    if (segments.length === 0) return [];
    const table = await eventsTable(parts, segments);
    return parts.connections.use(signal, async (asking) => {
      const parameters = new SqlParameters();
      const rows = await asking.rows(
        `SELECT ${CANDIDATE_COLUMNS} FROM ${table} WHERE eventId = ${parameters.add(stored)}`,
        parameters,
      );
      const found = orderCandidates(
        rows.map((row) => toCandidate(row, segments)),
        'asc',
      );
      const variants = await readVariants(parts, asking, state, found);
      return variants.sort((one, other) => (one.contentHash < other.contentHash ? -1 : 1));
    });
  });
}
