import type { AuditRecord } from '../audit/audit-record';
import { type ActivityGroup, compareGroups, findTables, type GroupKey, toHour } from './activity-group';

/** Counts calls in groups. */
export class GroupCounter {
  readonly #groups = new Map<string, ActivityGroup>();

  /**
   * Counts a call for each of its tables that `isCounted` accepts.
   * @param homeOnly only for the first of its tables, if that is accepted
   */
  addRecord(record: AuditRecord, isCounted: (table: string) => boolean, homeOnly = false): void {
    const { eventTime, principal, eventName, outcome, errorCode } = record;
    const tables = findTables(record);
    for (const table of homeOnly ? tables.slice(0, 1) : tables) {
      if (!isCounted(table)) continue;
      this.addGroup({
        hour: toHour(eventTime),
        table,
        principal: principal.id,
        eventName,
        outcome,
        ...(errorCode !== undefined && { errorCode }),
        count: 1,
        first: eventTime,
        last: eventTime,
      });
    }
  }

  /** Adds the calls of a group to those that have the same in common. */
  addGroup(group: ActivityGroup): void {
    const key = toText(group);
    const known = this.#groups.get(key);
    this.#groups.set(key, known ? addUp(known, group) : group);
  }

  /** Takes the groups of an hour and later ones out of the counter, in order. Default: all groups. */
  take(since = ''): ActivityGroup[] {
    const taken = [...this.#groups].filter(([, { hour }]) => hour >= since);
    for (const [key] of taken) this.#groups.delete(key);
    return taken.map(([, group]) => group).sort(compareGroups);
  }
}

const toText = ({ hour, table, principal, eventName, outcome, errorCode }: GroupKey): string =>
  JSON.stringify([hour, table, principal, eventName, outcome, errorCode]);

const addUp = (one: ActivityGroup, other: ActivityGroup): ActivityGroup => ({
  ...one,
  count: one.count + other.count,
  first: other.first < one.first ? other.first : one.first,
  last: other.last > one.last ? other.last : one.last,
});
