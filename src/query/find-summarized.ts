import type { AuditStore } from './audit-store';
import { type EventPlace, type ResolvedPlace, resolvePlace } from './event-place';
import type { EventVariant } from './event-variant';
import { countWords } from './format-count';
import { pageBudget } from './limits';
import type { SummarizedBatch } from './summarized-calls';

/** What was found of an event among calls without a record of their own. */
export interface FoundSummarized {
  readonly variants: readonly EventVariant[];
  /** What was searched, as sentences that follow a message of nothing found. */
  readonly searched: string;
}

/**
 * Looks for an event in log files, newest first, up to the budget of a page. Ends with the file that has it.
 * @throws AuditTrailError as `resolvePlace`; `ServiceFailed`
 */
export async function findSummarized(
  store: AuditStore,
  eventId: string,
  given: EventPlace,
  signal: AbortSignal | undefined,
): Promise<FoundSummarized> {
  if (!store.summarizedCalls || !(await store.summarizes?.())) return { variants: [], searched: '' };
  const place = await resolvePlace(store, given, signal);
  const { range, tables, altered } = place;
  let last: SummarizedBatch | undefined;
  for await (const batch of store.summarizedCalls(
    { range, tables, eventId, altered },
    { budget: pageBudget(store), signal },
  )) {
    last = batch;
    if (batch.events.length > 0) return { variants: batch.events, searched: '' };
  }
  return { variants: [], searched: last ? describe(last, place) : '' };
}

const HOW_TO_NARROW =
  'Give the time and the table of the event, as a search shows them, with since, until and table';

function describe({ files, readTo, lacksTables, notices }: SummarizedBatch, place: ResolvedPlace): string {
  const { range, tables, isNarrowed } = place;
  if (files === 0 && notices.length > 0) return notices.join(' ');
  const read = `${countWords(files, 'log file')} read`;
  const since = readTo ?? range.since;
  const times = [since && ` since ${since}`, range.until && ` before ${range.until}`]
    .filter(Boolean)
    .join('');
  const where = `${times}${tables ? ` on ${tables.join(', ')}` : ''}`;
  const left =
    readTo === undefined
      ? isNarrowed && ' Other times and tables were not searched.'
      : ` Earlier ones${lacksTables ? ' and other tables' : ''} were not searched. ${HOW_TO_NARROW}` +
        `${lacksTables ? '' : `, or go on with until ${readTo}`}.`;
  return [
    `It is not among the calls without a record of their own${where} (${read}).${left || ''}`,
    ...notices,
  ].join(' ');
}
