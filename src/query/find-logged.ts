import type { LoggedEvents } from '../assure/coverage/answer-coverage';
import type { CoveragePlace } from '../assure/coverage/known-coverage';
import { findLoggedEvents, NO_TRAIL_READ } from '../assure/coverage/logged-events';
import type { TrailLogging } from '../assure/coverage/trail-logging';
import { OPERATIONS } from '../audit/find-operation';
import { findAskedPlanes, findAskedTables, findEnd } from './coverage-range';
import { distinct, type ResolvedQuery } from './resolved-query';

/** What is said of the events that a question asks for, and why not all are known to be logged. */
export interface FoundLogging {
  readonly logged: LoggedEvents;
  readonly notLogged: readonly string[];
}

/**
 * Finds whether trails log what a question asks for. A question without a start is taken to begin when the first
 * thing is known of a trail.
 * @param places accounts and Regions that the question is about. Default: those of its tables, or of the trails.
 * @param now epoch milliseconds
 */
export function findLogged(
  trails: readonly TrailLogging[],
  query: ResolvedQuery,
  places: readonly CoveragePlace[] | undefined,
  now: number,
): FoundLogging {
  const { range, access, principal } = query;
  const tables = findAskedTables(query);
  if (trails.length === 0) {
    return {
      logged: { status: 'unknown', ...(tables && { tables }), sentences: [NO_TRAIL_READ] },
      notLogged: [NO_TRAIL_READ],
    };
  }
  const until = findEnd(range, now);
  const [first = until] = trails.map(({ since }) => since).sort();
  const { status, data, sentences, reasons } = findLoggedEvents(trails, {
    since: range.since ?? first,
    until,
    tables,
    places,
    principals: principal,
    accesses: access,
    eventNames: findEventNames(query),
    planes: findAskedPlanes(query),
  });
  return { logged: { ...data, status, sentences: distinct(sentences) }, notLogged: distinct(reasons) };
}

/** The operations of a question, as CloudTrail writes them. An unknown one can be of any kind. */
function findEventNames({ action }: ResolvedQuery): readonly string[] | undefined {
  const names = action?.map(({ eventName }) => eventName.toLowerCase());
  const known = names?.map(
    (asked) => OPERATIONS.find(({ eventName }) => eventName.toLowerCase() === asked)?.eventName,
  );
  return known?.every((name) => name !== undefined) ? known : undefined;
}
