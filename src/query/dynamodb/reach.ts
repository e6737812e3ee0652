import { servicesWith } from '../../audit/find-operation';
import { type Lane, toLane } from '../../store/lanes';
import { ALL_KINDS, possibleKinds } from '../possible-kinds';
import type { ResolvedQuery } from '../resolved-query';
import type { Reach } from './coverage';

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
    range,
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
