import { storableString } from '../store/storable-record';
import type { EntryGroup } from './activity-entry';

/**
 * A group that is open. It keeps no record: a file has ten thousands of groups, and records that live as long would cost more
 * memory and garbage collection than all entries.
 */
export type OpenGroup = Pick<
  EntryGroup,
  'eventName' | 'service' | 'access' | 'outcome' | 'errorCode' | 'home' | 'touch'
> & {
  readonly events: number[];
  /** Seconds of the hour. */
  first: number;
  last: number;
  recorded: number;
  isCapped: boolean;
};

/** A group as its entry has it. @param principal as tables store it */
export function toGroup(group: OpenGroup, principal: string): EntryGroup {
  const { errorCode, events } = group;
  return {
    principal,
    eventName: storableString(group.eventName),
    service: group.service,
    access: group.access,
    outcome: group.outcome,
    errorCode: errorCode === undefined ? undefined : storableString(errorCode),
    home: group.home,
    touch: group.touch,
    first: group.first,
    last: group.last,
    recorded: group.recorded,
    isCapped: group.isCapped,
    events: events.length === 1 ? events : Array.from(new Float64Array(events).sort()),
  };
}
