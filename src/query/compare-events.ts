import type { CompareOptions } from './ask-options';
import type { AuditStore } from './audit-store';
import { compareMembers } from './compare-members';
import { describeCuts, findOne, readEvent } from './compared-event';
import type { EventComparison } from './event-comparison';

/**
 * Compares two events, whatever they are.
 * @throws AuditTrailError `NotFound` if there is no such event, or its bytes are not kept; `Ambiguous` if different events have
 *   an id
 */
export async function compareEvents(
  store: AuditStore,
  eventIds: readonly [string, string],
  { signal, other: otherPlace, ...place }: CompareOptions = {},
): Promise<EventComparison> {
  const [one, other] = await Promise.all([
    findOne(store, eventIds[0], place, signal),
    findOne(store, eventIds[1], otherPlace, signal),
  ]);
  const [before, after] = one.record.eventTime <= other.record.eventTime ? [one, other] : [other, one];
  const all = () => true;
  return {
    before: before.record,
    after: after.record,
    changes: compareMembers(readEvent(before), readEvent(after)),
    notices: [...describeCuts(before, all), ...describeCuts(after, all)],
  };
}
