import { AuditTrailError } from '../../errors';
import { toEventTime } from '../../store/lanes';
import type { CountOptions, Counts } from '../audit-store';
import type { ResolvedQuery } from '../resolved-query';
import { narrowRange } from '../time-range';
import { countActivityValues } from './count-activity-values';
import { beforeEvents } from './read-steps';
import { type ActivityQuestion, isActivityDimension, toActivityQuestion } from './value-activity';
import { ValueSource, type ValueTables } from './value-source';

const HOUR_SECONDS = 3_600;

/**
 * Counts calls of the data plane from activity entries, and others from records, newest first.
 * @returns undefined if entries do not answer the question, so that everything has to be read
 * @throws AuditTrailError `NotAnswerable` if what entries lack is in no index
 */
export async function countSummary(
  tables: ValueTables,
  asked: ResolvedQuery,
  { by, seconds, from, budget, signal }: CountOptions,
): Promise<Counts | undefined> {
  const source = new ValueSource(tables);
  const until = from && toEventTime(from.occurred);
  const canContinue = until === undefined || from?.occurred === beforeEvents(until);
  const query = { ...asked, range: narrowRange(asked.range, { until }) };
  const question = canContinue && source.hasActivity ? toActivityQuestion(query) : undefined;
  if (!question || !budget || !isActivityDimension(by) || seconds % HOUR_SECONDS !== 0) return undefined;
  const isByTable = by === 'table';
  // Entries of a table do not say on which other tables a call is.
  if (isByTable && question.activity.tables) return undefined;
  const count = (one: ActivityQuestion, of: ResolvedQuery) =>
    countActivityValues(source, one, of, [by], { by: [by], seconds, budget, signal });
  try {
    const counted = await count(withHomeOnly(question, !isByTable && question.activity.homeOnly), query);
    const { counter, countedSince, incomplete, index, notices } = counted;
    // A call on several tables counts for each of them, but is one record.
    const range = narrowRange(query.range, { since: countedSince });
    const { records } = isByTable ? await count(within(question, range), { ...query, range }) : counted;
    return {
      buckets: counter.toBuckets(by),
      records,
      ...(countedSince !== undefined && { position: { occurred: beforeEvents(countedSince) } }),
      plan: {
        ...{ index, partitions: [], filters: [] },
        ...(incomplete !== undefined && { incomplete }),
      },
      notices,
      cost: source.cost,
    };
  } catch (error) {
    if (error instanceof AuditTrailError && error.code === 'NotAnswerable') return undefined;
    throw error;
  }
}

const withHomeOnly = (question: ActivityQuestion, homeOnly: boolean | undefined): ActivityQuestion => ({
  ...question,
  activity: { ...question.activity, homeOnly },
});

const within = (question: ActivityQuestion, range: ResolvedQuery['range']): ActivityQuestion => ({
  ...question,
  activity: { ...question.activity, records: { ...question.activity.records, range } },
});
