import { ACCESSES, type Access, PLANES, type Plane } from '../../audit/audit-record';
import { OPERATIONS, servicesWith } from '../../audit/find-operation';
import { type Lane, toLane } from '../../store/lanes';
import type { ResolvedQuery } from '../resolved-query';
import type { Reach } from './coverage';

interface Kind {
  readonly plane: Plane;
  readonly access: Access;
}

const ALL_KINDS: readonly Kind[] = PLANES.flatMap((plane) => ACCESSES.map((access) => ({ plane, access })));

/** Plane and access of operations by lower-case name, in any service. PartiQL calls can have any access. */
const KINDS_BY_NAME = new Map<string, readonly Kind[]>();
for (const { eventName, plane, access, category } of OPERATIONS) {
  const known = KINDS_BY_NAME.get(eventName.toLowerCase()) ?? [];
  const kinds =
    category === 'partiql' ? ALL_KINDS.filter((kind) => kind.plane === plane) : [{ plane, access }];
  KINDS_BY_NAME.set(eventName.toLowerCase(), [...known, ...kinds]);
}

/** Plane and access that matching records can have. An unknown operation can have any. */
function possibleKinds({ plane = PLANES, access = ACCESSES, action }: ResolvedQuery): readonly Kind[] {
  const named =
    action?.flatMap(({ eventName }) => KINDS_BY_NAME.get(eventName.toLowerCase()) ?? ALL_KINDS) ?? ALL_KINDS;
  return named.filter((kind) => plane.includes(kind.plane) && access.includes(kind.access));
}

/** The lanes that can hold matching records; none if nothing can match. */
export const lanesFor = (query: ResolvedQuery): Lane[] =>
  [...new Set(possibleKinds(query).map(toLane))].sort();

/** Filters that every entry of these lanes passes. */
export function impliedBy(lanes: readonly Lane[], { plane, access }: ResolvedQuery): ('plane' | 'access')[] {
  const kinds = ALL_KINDS.filter((kind) => lanes.includes(toLane(kind)));
  return [
    ...(kinds.every((kind) => plane?.includes(kind.plane)) ? ['plane' as const] : []),
    ...(kinds.every((kind) => access?.includes(kind.access)) ? ['access' as const] : []),
  ];
}

/** What kinds of records can match. */
export function toReach(query: ResolvedQuery): Reach {
  const { outcome, risk, rule, range } = query;
  return {
    data: possibleKinds(query).some(({ plane }) => plane === 'data'),
    notable:
      risk !== undefined ||
      rule !== undefined ||
      outcome?.every((one) => one === 'denied' || one === 'throttled') === true,
    since: range.since,
  };
}

/** The keys of the action index for the actions of a query. */
export const actionValues = ({ action, service }: ResolvedQuery): string[] | undefined =>
  action?.flatMap((asked) =>
    servicesWith(asked.eventName)
      .filter((name) => service === undefined || service.includes(name))
      .filter((name) => asked.service === undefined || asked.service === name)
      .map((name) => `${name}:${asked.eventName}`),
  );
