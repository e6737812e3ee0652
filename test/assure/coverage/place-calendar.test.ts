import { toPlaceCalendar } from '../../../src/assure/coverage/place-calendar';
import { daysOf, type Hour, hourTime } from '../../support/coverage';

const whole = (hours: number): Hour[] => Array.from({ length: hours }, () => ['intact']);

/** The calendar of hours 0 to 72, which are 2026-03-14 to 2026-03-17 and 48 seconds, at a time in hours. */
const calendarOf = (hours: readonly Hour[], now = 200) =>
  Object.fromEntries(
    toPlaceCalendar(
      daysOf(hours),
      { since: hourTime(0), until: '2026-03-17T00:00:00Z' },
      new Date(hourTime(now)),
    ) ?? [],
  );

const PROVEN = { '2026-03-14': 'proven', '2026-03-15': 'proven', '2026-03-16': 'proven' };

describe('the calendar of a place', () => {
  it('has the days of the range that are proven', () => {
    expect(calendarOf(whole(72))).toEqual(PROVEN);
  });

  it.each<[string, Hour]>([
    ['incomplete', ['altered']],
    ['digestMissing', 'missing'],
    ['gap', 'off'],
  ])('says %s for the day with such an hour only', (state, hour) => {
    expect(calendarOf(whole(72).with(30, hour))).toEqual({ ...PROVEN, '2026-03-15': state });
  });

  it('has the worst state of a day', () => {
    const hours = whole(72).with(30, 'off').with(33, ['missing']);
    expect(calendarOf(hours)).toEqual({ ...PROVEN, '2026-03-15': 'incomplete' });
  });

  it('counts an hour around midnight on both days', () => {
    const hours = whole(72).with(23, 'missing');
    expect(calendarOf(hours)).toEqual({
      ...PROVEN,
      '2026-03-14': 'digestMissing',
      '2026-03-15': 'digestMissing',
    });
  });

  it('is pending where digests are not due, and missing later', () => {
    expect(calendarOf(whole(48), 49)['2026-03-16']).toBe('pending');
    expect(calendarOf(whole(48))['2026-03-16']).toBe('digestMissing');
  });

  it('is not there for a place without deliveries', () => {
    expect(toPlaceCalendar([], { since: hourTime(0), until: hourTime(24) }, new Date())).toBeUndefined();
  });
});
