import type { CoverageQuery } from '../assure/coverage/known-coverage';
import { parentTable, parseArn } from '../audit/arn';
import type { Plane } from '../audit/audit-record';
import { DAY_MS, toTime } from '../time';
import { MAXIMUM_COVERAGE_DAYS } from './coverage-days';
import { possibleKinds } from './possible-kinds';
import { distinct, type ResolvedQuery } from './resolved-query';
import type { TimeRange } from './time-range';

/**
 * End of the event times that a question asks for. Without one: now to the minute, so that an answer that is asked for
 * again is the same, and HTTP need not send it again.
 */
export const findEnd = ({ until }: TimeRange, now: number): string =>
  until ?? toTime(Math.floor(now / 60_000) * 60_000);

/**
 * The deliveries that can hold events of a question. CloudTrail delivers an event some time after the call.
 * @param marginSeconds how late CloudTrail may deliver
 * @param now epoch milliseconds
 * @returns undefined if nothing can have been delivered yet
 */
export function toCoverageQuery(
  query: ResolvedQuery,
  marginSeconds: number,
  now: number,
): CoverageQuery | undefined {
  const { since, until } = query.range;
  const end = until === undefined ? now : Math.min(now, Date.parse(until) + marginSeconds * 1_000);
  const earliest = end - MAXIMUM_COVERAGE_DAYS * DAY_MS;
  const start = since === undefined ? earliest : Math.max(earliest, Date.parse(since));
  if (start >= end) return undefined;
  return { since: toTime(start), until: toTime(end), ...findPlaces(query) };
}

/**
 * The accounts and Regions that events of a question are delivered to: those that it names, or those of its
 * resources. CloudTrail delivers a call of another account to the owner of the table, too.
 */
export function findPlaces({
  account,
  eventRegion,
  resources,
}: ResolvedQuery): Pick<CoverageQuery, 'accountIds' | 'regions'> {
  const [list = []] = resources;
  const arns = list.map(parseArn);
  const accountIds = account ?? whole(arns.map((arn) => arn?.account));
  const regions = eventRegion ?? whole(arns.map((arn) => arn?.region));
  return { ...(accountIds && { accountIds }), ...(regions && { regions }) };
}

/** The distinct values, unless there are none or one of them is missing: then every place can have matches. */
function whole(values: readonly (string | undefined)[]): readonly string[] | undefined {
  const found = values.filter((value): value is string => value !== undefined && value !== '');
  return found.length > 0 && found.length === values.length ? distinct(found) : undefined;
}

/** ARNs of the tables of which a question asks for items. Undefined: of all tables, or of none. */
export function findAskedTables({ resources }: ResolvedQuery): readonly string[] | undefined {
  const lists = resources.map((list) =>
    distinct(list.map(parentTable).filter((table) => table !== undefined)),
  );
  return lists.find((list) => list.length > 0);
}

/** The planes that records of an answer can have. DAX and resources without a table have no data events. */
export function findAskedPlanes(query: ResolvedQuery): readonly Plane[] {
  const { service, resources } = query;
  const hasService = service === undefined || service.some((name) => name.startsWith('dynamodb'));
  const hasItems =
    hasService && resources.every((list) => list.some((one) => parentTable(one) !== undefined));
  const kinds = possibleKinds(query);
  return DATA_FIRST.filter(
    (plane) => (plane !== 'data' || hasItems) && kinds.some((kind) => kind.plane === plane),
  );
}

/** Data events first: they are what selectors leave out. */
const DATA_FIRST: readonly Plane[] = ['data', 'control'];
