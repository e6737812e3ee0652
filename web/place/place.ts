import type { Zone } from '../text/time';
import { FILTER_NAMES, type Filters } from './filters';

export const VIEWS = [
  'overview',
  'search',
  'table',
  'principal',
  'access-key',
  'item',
  'completeness',
  'health',
] as const;
export type View = (typeof VIEWS)[number];

/** What the bars of the histogram are split by. */
export const SPLITS = ['outcome', 'plane', 'risk'] as const;
export type Split = (typeof SPLITS)[number];

/** Everything that decides what the page shows. It is the fragment of the address, which browsers do not send. */
export interface Place {
  readonly view: View;
  readonly filters: Filters;
  /** ISO 8601, or a span before now such as `1d`. Absent: from the beginning. */
  readonly since?: string | undefined;
  /** Absent: until now. */
  readonly until?: string | undefined;
  /** Id of the event that is open. */
  readonly event?: string | undefined;
  /** Time of that event, if it is known. An event without a record of its own is found by it. */
  readonly at?: string | undefined;
  /** A day of delivery that is open, as `ACCOUNT/REGION/YYYY-MM-DD`. */
  readonly day?: string | undefined;
  /** Id of the event that others are compared with. */
  readonly compare?: string | undefined;
  /** Time of that event, if it is known. */
  readonly compareAt?: string | undefined;
  readonly split: Split;
  readonly zone: Zone;
  /** Names of the columns of the list. Absent: those that most people need. */
  readonly columns?: readonly string[] | undefined;
}

const choose = <T extends string>(allowed: readonly T[], text: string | null, fallback: T): T =>
  allowed.find((one) => one === text) ?? fallback;

/** Longest values of a fragment that somebody may have made up. The API checks the rest. */
const MAXIMUM_VALUES = 50;

/**
 * Reads a fragment such as `#/search?table=Orders&since=1d`. What it does not know is ignored, so that an address of
 * another version still leads somewhere.
 * @param since time range if the fragment is empty
 */
export function parsePlace(fragment: string, since: string | undefined): Place {
  const [, path, query] = /^#?\/?([^?]*)\??(.*)$/s.exec(fragment) ?? [];
  const parameters = new URLSearchParams(query);
  const isEmpty = !path && !query;
  const filters = FILTER_NAMES.map((name) => [name, parameters.getAll(name).filter(Boolean)] as const)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => [name, [...new Set(values)].slice(0, MAXIMUM_VALUES)]);
  return {
    view: choose(VIEWS, path ?? null, 'overview'),
    filters: Object.fromEntries(filters) as Filters,
    since: parameters.get('since') ?? (isEmpty ? since : undefined),
    until: parameters.get('until') ?? undefined,
    event: parameters.get('event') ?? undefined,
    at: parameters.get('at') ?? undefined,
    day: parameters.get('day') ?? undefined,
    compare: parameters.get('compare') ?? undefined,
    compareAt: parameters.get('compareAt') ?? undefined,
    split: choose(SPLITS, parameters.get('split'), 'outcome'),
    zone: choose(['utc', 'local'], parameters.get('zone'), 'utc'),
    columns: parameters.get('columns')?.split(',').filter(Boolean),
  };
}

/** Writes the fragment that `parsePlace` reads. */
export function formatPlace(place: Place): string {
  const { view, filters, since, until, event, at, day, compare, compareAt, split, zone, columns } = place;
  const entries = [
    ...FILTER_NAMES.flatMap((name) => (filters[name] ?? []).map((value) => [name, value])),
    ['since', since],
    ['until', until],
    ['event', event],
    ['at', at],
    ['day', day],
    ['compare', compare],
    ['compareAt', compareAt],
    ['split', split === 'outcome' ? undefined : split],
    ['zone', zone === 'utc' ? undefined : zone],
    ['columns', columns?.join(',')],
  ].filter((entry): entry is [string, string] => entry[1] !== undefined);
  const query = new URLSearchParams(entries).toString();
  return `#/${view}${query && `?${query}`}`;
}
