import { ACCESSES, type Access, PLANES, type Plane } from '../audit/audit-record';
import { GUARD_OPERATIONS, OPERATIONS } from '../audit/find-operation';
import type { ResolvedQuery } from './resolved-query';

/** Plane and access of a record. */
export interface Kind {
  readonly plane: Plane;
  readonly access: Access;
}

export const ALL_KINDS: readonly Kind[] = PLANES.flatMap((plane) =>
  ACCESSES.map((access) => ({ plane, access })),
);

/** Plane and access of operations by lower-case name, in any service. PartiQL calls can have any access. */
const KINDS_BY_NAME = new Map<string, readonly Kind[]>();
for (const { eventName, plane, access, category } of OPERATIONS) {
  const known = KINDS_BY_NAME.get(eventName.toLowerCase()) ?? [];
  const kinds =
    category === 'partiql' ? ALL_KINDS.filter((kind) => kind.plane === plane) : [{ plane, access }];
  KINDS_BY_NAME.set(eventName.toLowerCase(), [...known, ...kinds]);
}

/** Guard events are those of a closed table. */
const isGuardKind = ({ plane, access }: Kind): boolean =>
  GUARD_OPERATIONS.some((operation) => operation.plane === plane && operation.access === access);

/** Plane and access that matching records can have. An unknown operation can have any, unless it is a guard event. */
export function possibleKinds({
  plane = PLANES,
  access = ACCESSES,
  action,
  service,
}: Pick<ResolvedQuery, 'plane' | 'access' | 'action' | 'service'>): readonly Kind[] {
  const named =
    action?.flatMap(({ eventName }) => KINDS_BY_NAME.get(eventName.toLowerCase()) ?? ALL_KINDS) ?? ALL_KINDS;
  const isGuard = service?.every((name) => name === 'guard') ?? false;
  return named.filter(
    (kind) => plane.includes(kind.plane) && access.includes(kind.access) && (!isGuard || isGuardKind(kind)),
  );
}
