import type { AskedOperation } from './asked-operations';
import type { CoveragePlace } from './known-coverage';
import { type LoggingSpan, toLoggingSpans } from './logging-spans';
import { describeSelected } from './logging-words';
import type { SelectedEvents } from './selected-events';
import type { EventSelector, OwnTrafficSelection, TrailLogging } from './trail-logging';

/** Whether events are logged in a span of event time. */
export interface LoggedSpan {
  readonly since: string;
  readonly until: string;
  readonly status: 'logged' | 'partly' | 'off' | 'unknown';
  /** What is left out, or why it is not known. Empty if nothing is. */
  readonly details: string;
}

/** Says what selectors log. `ignored` are events that nobody expects to be logged. */
export type Select = (
  selectors: readonly EventSelector[],
  ignored: readonly EventSelector[],
) => SelectedEvents;

/**
 * Says what the trails of an account and Region log over time. What one of them logs, is logged.
 * @returns spans in order, from the earliest time that anything is known of, or `since`. Neighbours that are alike are one
 */
export function toLoggedSpans(
  trails: readonly TrailLogging[],
  place: CoveragePlace,
  { since, until }: { readonly since: string; readonly until: string },
  operations: readonly AskedOperation[],
  select: Select,
): LoggedSpan[] {
  const first = trails.reduce((earliest, one) => (one.since < earliest ? one.since : earliest), since);
  const spans: LoggedSpan[] = [];
  for (const span of toLoggingSpans(trails, place, first, until)) {
    const logged = { since: span.since, until: span.until, ...toState(span, operations, select) };
    const last = spans.at(-1);
    if (last?.status === logged.status && last.details === logged.details) {
      spans[spans.length - 1] = { ...last, until: logged.until };
    } else spans.push(logged);
  }
  return spans;
}

function toState(
  { known, unknown }: LoggingSpan,
  operations: readonly AskedOperation[],
  select: Select,
): Pick<LoggedSpan, 'status' | 'details'> {
  const logging = known.filter(({ isLogging }) => isLogging);
  const ignored = known.flatMap(({ ownTraffic }) => (ownTraffic ? [toSelector(ownTraffic)] : []));
  const selected = select(
    logging.flatMap(({ selectors }) => selectors),
    ignored,
  );
  if (logging.length > 0 && selected.status === 'logged') return { status: 'logged', details: '' };
  if (unknown.length > 0) return { status: 'unknown', details: [...new Set(unknown)].join('; ') };
  if (known.length === 0) return { status: 'unknown', details: 'no trail is known that logs them' };
  if (logging.length === 0) return { status: 'off', details: 'logging is switched off' };
  return {
    status: selected.status,
    details: selected.status === 'off' ? '' : describeSelected(selected, operations),
  };
}

const toSelector = ({ sessionPrefixes, tableArns }: OwnTrafficSelection): EventSelector => ({
  fieldSelectors: [
    { field: 'eventCategory', equals: ['Data'] },
    { field: 'resources.ARN', equals: tableArns },
    { field: 'userIdentity.arn', startsWith: sessionPrefixes },
  ],
});
