import { findStaleRange } from '../../../src/assure/coverage/stale-range';
import { daysOf, type Hour, hourTime } from '../../support/coverage';

const never = () => false;
const always = () => true;
/** The hours of the first day that are to be assessed again, as numbers. */
const staleHours = (hours: readonly Hour[], mayHaveChanged = never, maySeeDigests = true) => {
  const range = findStaleRange(daysOf(hours)[0]!, { mayHaveChanged, maySeeDigests });
  return (
    range &&
    [range.since, range.until].map((time) => (Date.parse(time) - Date.parse(hourTime(0))) / 3_600_000)
  );
};
const lost = (files: number): Hour => Array.from({ length: files }, () => 'notIngested' as const);

describe('the time whose digests are assessed again', () => {
  it('is none if all is proven', () => expect(staleHours([['intact'], ['intact']], always)).toBeUndefined());

  it('is that of files that are ingested by now', () => {
    const hours: Hour[] = [['intact'], ['notIngested'], ['intact'], ['missing'], ['intact']];
    expect(staleHours(hours, always)).toEqual([1, 4]);
    expect(staleHours(hours)).toBeUndefined();
  });

  it('is that of spans whose files are not listed', () => {
    expect(staleHours([lost(20), lost(1), ['intact']])).toEqual([1, 2]);
  });

  it('is that of digests that were not there or not valid', () => {
    expect(staleHours([['intact'], 'invalid', ['intact'], 'missing', ['intact']])).toEqual([1, 4]);
  });

  it('is not that of digests in a night in which they are not looked for', () => {
    expect(staleHours([['intact'], 'invalid', ['intact']], always, false)).toBeUndefined();
  });

  it('is none for time when none was due', () => {
    expect(staleHours([['intact'], 'off', ['intact']], always)).toBeUndefined();
  });
});
