import { ACCESSES, type Access, PLANES, type Plane } from '../audit/audit-record';
import { OPERATIONS } from '../audit/find-operation';
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

/** Plane and access that matching records can have. An unknown operation can have any. */
export function possibleKinds({
  plane = PLANES,
  access = ACCESSES,
  action,
}: Pick<ResolvedQuery, 'plane' | 'access' | 'action'>): readonly Kind[] {
  const named =
    action?.flatMap(({ eventName }) => KINDS_BY_NAME.get(eventName.toLowerCase()) ?? ALL_KINDS) ?? ALL_KINDS;
  return named.filter((kind) => plane.includes(kind.plane) && access.includes(kind.access));
}
