import type { AuditRecord } from '../audit/audit-record';
import type { CallGroup, CallGroups } from './report-schema';
import { MAXIMUM_RESOURCES, shorten } from './reported-event';

const MAXIMUM_GROUPS = 500;

interface Group {
  readonly first: AuditRecord;
  calls: number;
  last: string;
  readonly resources: Set<string>;
  moreResources: boolean;
}

/** Counts calls by principal, operation, outcome and error code. Calls come in the order of their times. */
export class GroupedCalls {
  readonly #groups = new Map<string, Group>();
  #calls = 0;
  #omitted = 0;

  add(record: AuditRecord): void {
    this.#calls += 1;
    const { principal, eventName, outcome, errorCode } = record;
    const name = JSON.stringify([principal.id, eventName, outcome, errorCode]);
    const known = this.#groups.get(name);
    if (!known && this.#groups.size === MAXIMUM_GROUPS) {
      this.#omitted += 1;
      return;
    }
    const group = known ?? {
      ...{ first: record, calls: 0, last: '' },
      ...{ resources: new Set<string>(), moreResources: false },
    };
    if (!known) this.#groups.set(name, group);
    group.calls += 1;
    group.last = record.eventTime;
    for (const resource of record.resources) {
      if (group.resources.size < MAXIMUM_RESOURCES) group.resources.add(resource);
      else group.moreResources ||= !group.resources.has(resource);
    }
  }

  /** By principal, operation and outcome. */
  finish(): CallGroups {
    const groups = [...this.#groups].sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      calls: this.#calls,
      listed: groups.map(([, group]) => toCallGroup(group)),
      callsOmitted: this.#omitted,
    };
  }
}

const toCallGroup = ({ first, calls, last, resources, moreResources }: Group): CallGroup => ({
  principal: shorten(first.principal.id),
  eventName: shorten(first.eventName),
  outcome: first.outcome,
  ...(first.errorCode !== undefined && { errorCode: shorten(first.errorCode) }),
  ...{ calls, first: first.eventTime, last, moreResources },
  resources: [...resources].map(shorten),
  eventId: shorten(first.eventId),
});
