import { isDeepStrictEqual } from 'node:util';
import type { CoverageDay } from '../../assure/coverage/known-coverage';
import { type LatestCoverage, toFirstDay, toLastSeen, toLatest } from '../../assure/coverage/latest-coverage';
import { mergeDay, toAssessedRange } from '../../assure/coverage/merge-day';
import { toSpanDay } from '../../assure/coverage/spans';
import type { TimeRange } from '../../assure/covered-time';
import { COVERAGE, coverageDayKey, packCoverageDay, parseCoverageDay } from './coverage-day-item';
import { FOLDER, latestKey, packLatest, regionAttribute, unpackLatest } from './coverage-latest-item';
import type { CoverageTable } from './coverage-table';
import { type DayRange, readCoverageDays } from './read-coverage-days';

/** What was found out about one trail in one account and Region. */
export interface Assessment extends Pick<LatestCoverage, 'accountId' | 'region' | 'trail' | 'folder'> {
  /** The delivery time that was assessed. */
  readonly range: TimeRange;
  /** What was found in it, all of this trail and place. */
  readonly days: readonly CoverageDay[];
}

/** Where to write, and what to set on each item of a day beside its content. */
export interface RecordOptions {
  readonly table: CoverageTable;
  readonly toExpiry: (day: string) => Readonly<Record<string, number>>;
  readonly signal?: AbortSignal | undefined;
}

/** Writes the days that an assessment changes, and then the latest coverage of its trail. */
export async function recordAssessment(assessment: Assessment, options: RecordOptions): Promise<void> {
  const range = toAssessedRange(assessment.range, assessment.days);
  const stored = await readTrail(assessment, toDays(range), options);
  const days = new Set([...stored, ...assessment.days].map(({ day }) => day));
  for (const day of [...days].sort()) await recordDay(day, assessment, range, options);
  await recordLatest(assessment, toDays(range).last, options);
}

async function recordDay(
  day: string,
  { accountId, region, trail, days }: Assessment,
  range: TimeRange,
  { table, toExpiry, signal }: RecordOptions,
): Promise<void> {
  const assessed = days.find((found) => found.day === day);
  const attribute = { key: coverageDayKey({ accountId, region, trail, day }), name: COVERAGE };
  const plan = async () => {
    const item = await table.find(attribute.key, signal);
    const stored = item && parseCoverageDay(item);
    const merged = mergeDay(stored, assessed, range);
    const next = merged && !(stored && isSame(stored, merged)) ? packCoverageDay(merged) : undefined;
    return { before: item?.[COVERAGE], next, also: toExpiry(day) };
  };
  await table.change(attribute, plan, signal);
}

async function recordLatest(assessment: Assessment, day: string, options: RecordOptions): Promise<void> {
  const { table, toExpiry, signal } = options;
  const { region, folder } = assessment;
  const attribute = { key: latestKey(assessment), name: regionAttribute(region) };
  const plan = async () => {
    // The attribute is read before the days: a writer that changes a day after that changes the attribute later.
    const before = (await table.find(attribute.key, signal))?.[attribute.name];
    const stored = before === undefined ? undefined : unpackLatest(assessment, folder, before);
    const last = stored && toSpanDay(toLastSeen(stored)) > day ? toSpanDay(toLastSeen(stored)) : day;
    const days = await readTrail(assessment, { first: toFirstDay(last), last }, options);
    const latest = toLatest(stored, days, assessment);
    const packed = latest && packLatest(latest);
    const next = packed === before ? undefined : packed;
    return { before, next, also: { [FOLDER]: folder, ...toExpiry(last) } };
  };
  await table.change(attribute, plan, signal);
}

async function readTrail(
  { accountId, region, trail }: Assessment,
  days: DayRange,
  { table, signal }: RecordOptions,
): Promise<CoverageDay[]> {
  const found = await readCoverageDays(table, { accountId, region }, days, { isConsistent: true, signal });
  return found.filter((day) => day.trail === trail);
}

const toDays = ({ since, until }: TimeRange): DayRange => ({
  first: since.slice(0, 10),
  last: toSpanDay(until),
});

/** Whether two days say the same, but for when it was found out. */
const isSame = (one: CoverageDay, other: CoverageDay): boolean =>
  isDeepStrictEqual({ ...one, assessedAt: '' }, { ...other, assessedAt: '' });
