import type { AuditRecord, Outcome } from '../audit/audit-record';
import { TOUCH_KINDS, type TouchKind } from '../audit/touch-kind';

/** Calls of one kind, operation and principal that may have touched an item. */
export interface TouchGroup {
  readonly kind: TouchKind;
  readonly eventName: string;
  /** `principal.id` of the records. */
  readonly principal: string;
  /** Number of calls. */
  readonly count: number;
  /** Time of the first call, and of the last. */
  readonly first: string;
  readonly last: string;
}

/** Calls that may have touched an item, by whether they succeeded. */
export interface Touches {
  readonly mayHaveTouched: readonly TouchGroup[];
  /** Calls that were denied, throttled or failed. */
  readonly attempted: readonly TouchGroup[];
}

/** Counts calls by kind, operation and principal. */
export class TouchCounter implements Touches {
  readonly #succeeded = new Map<string, TouchGroup>();
  readonly #attempted = new Map<string, TouchGroup>();

  get mayHaveTouched(): readonly TouchGroup[] {
    return toOrdered(this.#succeeded.values());
  }

  get attempted(): readonly TouchGroup[] {
    return toOrdered(this.#attempted.values());
  }

  addCall({ eventName, principal, eventTime, outcome }: AuditRecord, kinds: readonly TouchKind[]): void {
    const call = { eventName, principal: principal.id, count: 1, first: eventTime, last: eventTime };
    for (const kind of kinds) this.addGroup({ kind, ...call }, outcome);
  }

  addGroup(group: TouchGroup, outcome: Outcome): void {
    addTo(outcome === 'succeeded' ? this.#succeeded : this.#attempted, group);
  }

  addAll({ mayHaveTouched, attempted }: Touches): void {
    for (const group of mayHaveTouched) addTo(this.#succeeded, group);
    for (const group of attempted) addTo(this.#attempted, group);
  }
}

function addTo(groups: Map<string, TouchGroup>, group: TouchGroup): void {
  const { kind, eventName, principal } = group;
  const key = `${kind} ${eventName.length} ${eventName}${principal}`;
  const known = groups.get(key);
  groups.set(key, known ? join(known, group) : group);
}

/** Without a spread copy, which takes most of the time on Node 20. */
const join = (one: TouchGroup, other: TouchGroup): TouchGroup => ({
  kind: one.kind,
  eventName: one.eventName,
  principal: one.principal,
  count: one.count + other.count,
  first: one.first < other.first ? one.first : other.first,
  last: one.last > other.last ? one.last : other.last,
});

/** By kind, the most frequent first. */
const toOrdered = (groups: Iterable<TouchGroup>): readonly TouchGroup[] =>
  [...groups].sort(
    (one, other) =>
      TOUCH_KINDS.indexOf(one.kind) - TOUCH_KINDS.indexOf(other.kind) ||
      other.count - one.count ||
      compare(one.eventName, other.eventName) ||
      compare(one.principal, other.principal),
  );

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
