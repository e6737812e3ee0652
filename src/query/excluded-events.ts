import { matchesPattern } from '../audit/pattern';
import type { ExclusionSpan } from '../store/ledger/exclusions';
import { DAY_MS, toTime } from '../time';
import { findAskedPlanes, findPlaces } from './coverage-range';
import { possibleKinds } from './possible-kinds';
import type { ResolvedQuery } from './resolved-query';

/** What settings leave out of an audit. */
export interface KnownExclusions {
  /** In order of time. Absent if it was not recorded. */
  readonly spans?: readonly ExclusionSpan[] | undefined;
  /** Days after its eventTime that a record is kept. Absent: forever. */
  readonly retentionDays?: number | undefined;
}

/** Something that a question asks for and settings leave out. */
export interface Excluded {
  /** What is left out, such as `operation GetItem`. */
  readonly events: string;
  /** When, as the end of a sentence: ` until 2026-03-14T00:00:00Z`. */
  readonly span: string;
}

/**
 * Finds what a question asks for and settings left out, of log files that were ingested when they were delivered.
 * @param until end of the deliveries that can hold events of the question
 * @param now epoch milliseconds
 */
export function findExcluded(
  { spans, retentionDays }: KnownExclusions,
  query: ResolvedQuery,
  until: string,
  now: number,
): Excluded[] {
  const first = spans?.[0];
  const begin = query.range.since ?? '';
  const isUnknown = !first || (first.since !== undefined && begin < first.since);
  return [
    ...(isUnknown ? [unrecorded(first)] : []),
    ...(spans ?? [])
      .filter((span) => (span.since ?? '') < until && (span.until === undefined || begin < span.until))
      .flatMap((span) =>
        CHECKS.flatMap((check) => check(span, query)).map((events) => ({ events, span: toSpan(span) })),
      ),
    ...findExpired(retentionDays, query, now),
  ];
}

const unrecorded = (first: ExclusionSpan | undefined): Excluded => ({
  events: 'what settings excluded was not recorded',
  span: first?.since === undefined ? '' : ` before ${first.since}`,
});

const toSpan = ({ since, until }: ExclusionSpan): string =>
  `${since === undefined ? '' : ` since ${since}`}${until === undefined ? '' : ` until ${until}`}`;

/** What a setting leaves out of an answer. Empty if the question does not ask for it. */
type Check = (span: ExclusionSpan, query: ResolvedQuery) => readonly string[];

const CHECKS: readonly Check[] = [
  ({ accounts }, query) =>
    accounts && !findPlaces(query).accountIds?.every((id) => accounts.includes(id))
      ? [`accounts other than ${accounts.join(', ')}`]
      : [],
  ({ regions }, query) =>
    regions && !findPlaces(query).regions?.every((region) => regions.includes(region))
      ? [`Regions other than ${regions.join(', ')}`]
      : [],
  ({ excludeOperations }, query) =>
    excludeOperations.filter((name) => asksForOperation(query, name)).map((name) => `operation ${name}`),
  ({ excludePrincipals }, query) =>
    excludePrincipals
      .filter((pattern) => asksForPrincipal(query, pattern))
      .map((pattern) => `principal ${pattern}`),
  ({ excludeReadEvents }, query) => (excludeReadEvents && asksForReads(query) ? ['reads of items'] : []),
];

function asksForOperation(query: ResolvedQuery, name: string): boolean {
  const { action, exclude, plane, access } = query;
  if (exclude?.action?.includes(name)) return false;
  if (action) return action.some(({ eventName }) => eventName.toLowerCase() === name.toLowerCase());
  return possibleKinds({ plane, access, action: [{ eventName: name }] }).length > 0;
}

const asksForReads = (query: ResolvedQuery): boolean =>
  findAskedPlanes(query).includes('data') &&
  possibleKinds(query).some(({ plane, access }) => plane === 'data' && access === 'read');

function asksForPrincipal({ principal, exclude }: ResolvedQuery, pattern: string): boolean {
  if (exclude?.principal?.includes(pattern)) return false;
  return principal === undefined || principal.some((id) => matchesPattern(pattern, id));
}

function findExpired(retentionDays: number | undefined, { range }: ResolvedQuery, now: number): Excluded[] {
  if (retentionDays === undefined) return [];
  const kept = toTime(now - retentionDays * DAY_MS);
  return range.since !== undefined && range.since >= kept
    ? []
    : [{ events: `events older than the retention of ${retentionDays} days`, span: ` before ${kept}` }];
}
