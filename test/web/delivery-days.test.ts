import {
  formatDeliveryDay,
  parseDeliveryDay,
  shiftCalendar,
  toCalendarRange,
  toMonths,
} from '../../web/place/delivery-days';

const NOW = Date.parse('2026-03-14T10:00:00Z') / 1_000;

describe('the days of a calendar', () => {
  it.each([
    ['a day until now', { since: '1d' }, undefined, ['2026-02-12', '2026-03-14', undefined]],
    [
      'all time, until the newest event',
      {},
      '2026-01-31T23:00:00Z',
      ['2026-01-01', '2026-01-31', '2026-02-01'],
    ],
    ['all time without events', {}, undefined, ['2026-02-12', '2026-03-14', undefined]],
    [
      'two times',
      { since: '2026-01-10T03:00:00Z', until: '2026-03-02T00:00:00Z' },
      undefined,
      ['2026-01-10', '2026-03-01', '2026-03-02'],
    ],
    [
      'a time to come',
      { since: '1d', until: '2027-01-01T00:00:00Z' },
      undefined,
      ['2026-02-12', '2026-03-14', undefined],
    ],
    ['no time', { since: 'yesterday' }, undefined, ['2026-02-12', '2026-03-14', undefined]],
  ])('are a month at least: %s', (_, times, newest, [first, last, end]) => {
    const { days, until, since, isCut } = toCalendarRange(times, newest, NOW);
    expect([days[0], days.at(-1), until?.slice(0, 10)]).toEqual([first, last, end]);
    expect([since, isCut]).toEqual([`${first}T00:00:00Z`, false]);
  });

  it('are 400 at most, and say so', () => {
    const { days, isCut } = toCalendarRange({ since: '2020-01-01T00:00:00Z' }, undefined, NOW);
    expect([days.length, days.at(-1), isCut]).toEqual([400, '2026-03-14', true]);
  });

  it('come in one row if they are a month, and otherwise by month, the latest first', () => {
    const { days } = toCalendarRange({ since: '1d' }, undefined, NOW);
    expect(toMonths(days)).toEqual([days]);
    const year = toCalendarRange({ since: '2026-01-15T00:00:00Z' }, undefined, NOW);
    expect(toMonths(year.days).map(([first]) => first)).toEqual(['2026-03-01', '2026-02-01', '2026-01-15']);
  });

  it('shift by their number', () => {
    const range = toCalendarRange({ since: '1d' }, undefined, NOW);
    expect(shiftCalendar(range, -1)).toEqual({
      since: '2026-01-12T00:00:00Z',
      until: '2026-02-12T00:00:00Z',
    });
  });
});

it('a day of a place is written into the address and read from it, and anything else is ignored', () => {
  const day = { accountId: '111122223333', region: 'us-east-1', day: '2026-03-14' };
  expect(parseDeliveryDay(formatDeliveryDay(day))).toEqual(day);
  for (const text of [undefined, '', 'a/b', 'a/b/2026-99-99', 'a/b/2026-03-14/c']) {
    expect(parseDeliveryDay(text)).toBeUndefined();
  }
});
