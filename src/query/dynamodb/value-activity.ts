import type { ActivityGroup } from '../../activity/activity-group';
import { TABLE_ARN } from '../../audit/arn';
import type { ResolvedActivity } from '../activity-reading';
import type { Dimension } from '../dimensions';
import type { FilterValues } from '../match-record';
import type { ResolvedQuery } from '../resolved-query';

/** Properties of calls that activity entries have, too. */
export const ACTIVITY_DIMENSIONS = {
  action: ({ eventName }: ActivityGroup) => eventName,
  principal: ({ principal }: ActivityGroup) => principal,
  table: ({ table }: ActivityGroup) => table,
  outcome: ({ outcome }: ActivityGroup) => outcome,
  error: ({ errorCode }: ActivityGroup) => errorCode,
  plane: () => 'data',
} as const satisfies { readonly [Name in Dimension]?: (group: ActivityGroup) => string | undefined };
export type ActivityDimension = keyof typeof ACTIVITY_DIMENSIONS;

export const isActivityDimension = (name: Dimension): name is ActivityDimension =>
  Object.hasOwn(ACTIVITY_DIMENSIONS, name);

/** Parts of a query that groups of calls answer. `resources` and `exclude` are looked at. */
const ANSWERED: ReadonlySet<string> = new Set<keyof ResolvedQuery>([
  'resources',
  'exclude',
  'exact',
  'range',
  'order',
  'partial',
  'altered',
  'principal',
  'action',
  'outcome',
  'error',
  'plane',
  'service',
  'access',
]);
const isExcludable = (name: string): boolean => isActivityDimension(name as Dimension) && name !== 'table';

/** A question that activity entries answer for calls of the data plane. */
export interface ActivityQuestion {
  readonly activity: ResolvedActivity;
  /** What is left to check of each group. */
  readonly matches: (group: ActivityGroup) => boolean;
}

/** Asks activity entries the same. Undefined if they cannot answer it. */
export function toActivityQuestion(query: ResolvedQuery): ActivityQuestion | undefined {
  const { resources, exact, plane, error, exclude = {} } = query;
  const tables = resources[0];
  const isOneTable = resources.length === 1 && tables?.length === 1 && isTable(tables[0]) && !exact;
  const isAnswered =
    (resources.length === 0 || isOneTable) &&
    (plane?.includes('data') ?? true) &&
    Object.entries(query).every(([name, value]) => value === undefined || ANSWERED.has(name)) &&
    Object.entries(exclude).every(([name, values]) => values === undefined || isExcludable(name)) &&
    // Groups do not say the service, as dynamodb:GetItem would need.
    !exclude.action?.some((action) => action.includes(':'));
  if (!isAnswered) return undefined;
  return {
    activity: {
      records: { ...query, plane: ['data'] },
      homeOnly: !isOneTable,
      ...(isOneTable && { tables }),
    },
    matches: (group) =>
      (error === undefined || error.includes(group.errorCode ?? '')) && !isExcluded(group, exclude),
  };
}

const isTable = (resource: string | undefined): boolean => resource !== undefined && TABLE_ARN.test(resource);

const isExcluded = (group: ActivityGroup, exclude: FilterValues): boolean =>
  Object.entries(ACTIVITY_DIMENSIONS).some(([name, toValue]) =>
    (exclude[name as ActivityDimension] ?? []).includes(toValue(group) ?? ''),
  );
