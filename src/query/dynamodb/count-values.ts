import { RISK_LEVELS } from '../../audit/audit-record';
import { AuditTrailError } from '../../errors';
import type { Dimension } from '../dimensions';
import type { ResolvedQuery } from '../resolved-query';
import { distinct } from '../resolved-query';
import type { ValueCountOptions, ValueCounts } from '../value-counts';
import { countActivityValues } from './count-activity-values';
import { countRecordValues } from './count-record-values';
import { type Counted, isBetter, isWhole, toCountedValues } from './counted';
import { type ActivityQuestion, isActivityDimension, toActivityQuestion } from './value-activity';
import { ValueSource, type ValueTables } from './value-source';

const HOUR_SECONDS = 3_600;

/** Properties that only risky records have, which have an index of their own. */
const RISK_DIMENSIONS: ReadonlySet<Dimension> = new Set(['risk', 'rule']);

/**
 * Counts values of properties. Activity entries give those of properties that they have. The newest records give the others,
 * up to the budget.
 */
export async function countValues(
  tables: ValueTables,
  asked: ResolvedQuery,
  options: ValueCountOptions,
): Promise<ValueCounts> {
  const { by, seconds = HOUR_SECONDS } = options;
  const source = new ValueSource(tables);
  const query: ResolvedQuery = { ...asked, order: 'desc', partial: true };
  const question = source.hasActivity && seconds % HOUR_SECONDS === 0 ? toActivityQuestion(query) : undefined;
  const known = new Map<Dimension, Counted>();
  const keep = (names: readonly Dimension[], counted: Counted) => {
    for (const name of names) if (isBetter(counted, known.get(name))) known.set(name, counted);
  };
  const unknown = (names: readonly Dimension[]) =>
    names.filter((name) => !known.has(name) || !isWhole(known.get(name)!));

  const inActivity = question ? by.filter(isActivityDimension) : [];
  // One reading of records gives all properties, and is enough for most questions.
  if (inActivity.length < by.length) keep(by, await countRecordValues(source, query, by, options));
  let matching = toMatching([...known.values()]);
  if (question) {
    for (const { names, homeOnly } of toReadings(question, unknown(inActivity))) {
      const one = { ...question, activity: { ...question.activity, homeOnly } };
      const counted = await countActivity(source, one, query, names, options);
      if (counted) keep(names, counted);
      else if (inActivity.length === by.length) {
        keep(names, await countRecordValues(source, query, names, options));
      }
      if (counted && homeOnly === question.activity.homeOnly) matching ??= toMatching([counted]);
    }
  }
  const risky = query.risk ? [] : unknown(by.filter((name) => RISK_DIMENSIONS.has(name)));
  if (risky.length > 0) {
    keep(risky, await countRecordValues(source, { ...query, risk: RISK_LEVELS }, risky, options));
  }
  return {
    counts: by.map((name) => toCountedValues(name, known.get(name)!)),
    ...(matching !== undefined && { matching }),
    cost: source.cost,
    notices: distinct([...known.values()].flatMap(({ notices }) => notices)),
  };
}

const toMatching = (all: readonly Counted[]): number | undefined => all.find(isWhole)?.records;

/**
 * Tables are counted apart from the rest: a call on several tables counts once for each of them, but in sums over all tables
 * only once.
 */
function toReadings({ activity }: ActivityQuestion, names: readonly Dimension[]) {
  const isTogether = !activity.homeOnly;
  const readings = [
    { names: names.filter((name) => isTogether || name !== 'table'), homeOnly: !isTogether },
    { names: names.filter((name) => !isTogether && name === 'table'), homeOnly: false },
  ];
  return readings.filter((reading) => reading.names.length > 0);
}

/** Undefined if the question is about too many tables. */
async function countActivity(
  source: ValueSource,
  question: ActivityQuestion,
  query: ResolvedQuery,
  by: readonly Dimension[],
  options: ValueCountOptions,
): Promise<Counted | undefined> {
  try {
    return await countActivityValues(source, question, query, by, options);
  } catch (error) {
    if (error instanceof AuditTrailError && error.code === 'NotAnswerable') return undefined;
    throw error;
  }
}
