import type { CoverageDay, CoveragePlace } from '../../assure/coverage/known-coverage';
import { coverageBook, parseCoverageDay } from './coverage-day-item';
import type { CoverageTable, ReadSettings } from './coverage-table';

/** Days, `YYYY-MM-DD`, both inclusive. */
export interface DayRange {
  readonly first: string;
  readonly last: string;
}

/** Comes after every name of an account, Region or trail. */
export const LAST = '~';

/** Reads all trails of an account and Region on some days, ordered by day. */
export async function readCoverageDays(
  table: CoverageTable,
  place: CoveragePlace,
  { first, last }: DayRange,
  settings: ReadSettings,
): Promise<CoverageDay[]> {
  const days: CoverageDay[] = [];
  const items = table.readRange(coverageBook(place), [`${first}#`, `${last}#${LAST}`], settings);
  for await (const item of items) days.push(parseCoverageDay(item));
  return days;
}
