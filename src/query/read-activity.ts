import { type ActivityGroup, toHour } from '../activity/activity-group';
import type { ActivityPage } from './activity-answer';
import { type ActivityQuery, type ResolvedActivityPage, resolveActivity } from './activity-query';
import type { ActivityBatch } from './activity-reading';
import type { ActivityPlace } from './activity-token';
import type { CoverageOptions, PageOptions } from './ask-options';
import type { AuditStore } from './audit-store';
import { checkValues } from './check-values';
import { checkLimit, DEFAULT_PAGE, MAXIMUM_ACTIVITY_PAGE, pageBudget } from './limits';
import { toNotices } from './notices';
import { type CoverageReader, checkLateness } from './read-coverage';
import type { TimeRange } from './time-range';

/** Every group of calls, each with all its calls. Throws as `AuditLog.activity` does. */
export async function* listActivity(
  store: AuditStore,
  asked: ActivityQuery,
  signal?: AbortSignal,
): AsyncGenerator<ActivityGroup> {
  const { query } = await resolveActivity(store, asked, undefined, signal);
  for await (const { groups } of store.activity(query, { signal })) yield* groups;
}

/** One page of them, and how complete the answer is. Throws as `AuditLog.activityPage` does. */
export async function readActivityPage(
  store: AuditStore,
  reader: CoverageReader,
  asked: ActivityQuery,
  options: PageOptions & CoverageOptions = {},
): Promise<ActivityPage> {
  checkLateness(options);
  checkLimit(options.limit ?? DEFAULT_PAGE, MAXIMUM_ACTIVITY_PAGE);
  const resolved = await resolveActivity(store, asked, options.cursor, options.signal);
  const [{ notices, ...page }, { coverage, notices: unread }] = await Promise.all([
    readResolved(store, resolved, options),
    reader.readOrSay(resolved.query.records, options),
  ]);
  return { ...page, coverage, ...toNotices([...(notices ?? []), ...unread]) };
}

async function readResolved(
  store: AuditStore,
  { query, named, place, notices, toToken }: ResolvedActivityPage,
  { limit = DEFAULT_PAGE, signal }: PageOptions,
): Promise<Omit<ActivityPage, 'coverage'>> {
  const whole = query.records.range;
  const range = { ...whole, ...toRange(place) };
  const groups: ActivityGroup[] = [];
  let last: ActivityBatch | undefined;
  const batches = store.activity(
    { ...query, records: { ...query.records, range } },
    // What an earlier page counted within its budget is read again as a whole.
    { after: place?.after, signal, ...(place?.since === undefined && { budget: pageBudget(store) }) },
  );
  for await (const batch of batches) {
    last = batch;
    groups.push(...batch.groups.slice(0, limit + 1 - groups.length));
    if (groups.length > limit) break;
  }
  if (last === undefined) throw new Error('A store gives at least one batch.');
  const { countedSince, entries, index, incomplete, notice } = last;
  const isCut = groups.length > limit;
  if (isCut) groups.pop();
  const end = countedSince ?? place?.since;
  const isWhole = end === undefined || end === toHour(end) || end === whole.since;
  const next = isCut
    ? { until: range.until, after: groups.at(-1), ...(!isWhole && { since: end }) }
    : end !== undefined && end !== whole.since
      ? { until: end }
      : undefined;
  const isNothing = groups.length === 0 && place === undefined && next === undefined;
  const unchecked = isNothing ? await checkValues(store, named, signal) : [];
  return {
    groups,
    ...(next && { nextToken: toToken(next) }),
    ...(!isWhole && { countedSince: end }),
    searched: { ...whole, index, entries },
    ...(incomplete !== undefined && { incomplete }),
    ...toNotices([...notices, notice, ...unchecked]),
  };
}

const toRange = ({ since, until }: ActivityPlace = {}): TimeRange => ({
  ...(since !== undefined && { since }),
  ...(until !== undefined && { until }),
});
