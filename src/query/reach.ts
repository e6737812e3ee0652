import { ACCESSES, type Access, PLANES, type Plane, SERVICES } from '../audit/audit-record';
import { OPERATIONS } from '../audit/find-operation';
import { type Lane, toLane } from '../store/lanes';
import type { Reach } from './coverage';
import type { Question } from './question';

interface Kind {
  readonly plane: Plane;
  readonly access: Access;
}

const ALL_KINDS: readonly Kind[] = PLANES.flatMap((plane) => ACCESSES.map((access) => ({ plane, access })));

/** What the operations table says of a name, in whichever service. What a PartiQL call does, its statement says. */
const KINDS_BY_NAME = new Map<string, readonly Kind[]>();
for (const { eventName, plane, access, category } of OPERATIONS) {
  const known = KINDS_BY_NAME.get(eventName.toLowerCase()) ?? [];
  const kinds =
    category === 'partiql' ? ALL_KINDS.filter((kind) => kind.plane === plane) : [{ plane, access }];
  KINDS_BY_NAME.set(eventName.toLowerCase(), [...known, ...kinds]);
}

/** Plane and access that records which answer can have; a name that nobody knows can have any. */
function possibleKinds({ plane = PLANES, access = ACCESSES, action }: Question): readonly Kind[] {
  const named =
    action?.flatMap(({ eventName }) => KINDS_BY_NAME.get(eventName.toLowerCase()) ?? ALL_KINDS) ?? ALL_KINDS;
  return named.filter((kind) => plane.includes(kind.plane) && access.includes(kind.access));
}

/** The lanes in which records that answer can lie; none where nothing can answer. */
export const lanesFor = (question: Question): Lane[] =>
  [...new Set(possibleKinds(question).map(toLane))].sort();

/** Filters that whatever lies in these lanes passes anyway. */
export function impliedBy(lanes: readonly Lane[], { plane, access }: Question): ('plane' | 'access')[] {
  const kinds = ALL_KINDS.filter((kind) => lanes.includes(toLane(kind)));
  return [
    ...(kinds.every((kind) => plane?.includes(kind.plane)) ? ['plane' as const] : []),
    ...(kinds.every((kind) => access?.includes(kind.access)) ? ['access' as const] : []),
  ];
}

/** What kinds of records could answer. */
export function toReach(question: Question): Reach {
  const { outcome, risk, range } = question;
  return {
    data: possibleKinds(question).some(({ plane }) => plane === 'data'),
    notable: risk !== undefined || outcome?.every((one) => one === 'denied' || one === 'throttled') === true,
    since: range.since,
  };
}

/** The values under which asked actions stand in the action index. */
export const actionValues = ({ action, service = SERVICES }: Question): string[] | undefined =>
  action?.flatMap((asked) =>
    service
      .filter((name) => asked.service === undefined || asked.service === name)
      .map((name) => `${name}:${asked.eventName}`),
  );
